"""The verbs of settlements: drafting, confirming and disputing, correcting, paying.

Locks are taken in one order: a stall's turn, a statement's case, what a line is about, accounts.
"""
