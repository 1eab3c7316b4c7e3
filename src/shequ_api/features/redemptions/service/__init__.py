"""The verbs of redemptions: reserving, fulfilling at a stall, ending otherwise, settling conflicts.

Locks are taken in one order: a stall's turn, an order's case, what the mall keeps, the accounts.
Whoever moves cash of a stall has its turn.
"""
