"""Ledger audit: what auditors and administrators read of the ledgers, by kinds of accounts.

Nouns: proof (that the ledgers were proven: when, how far, what was found), trial balance (what all
accounts of each kind have, now or at any instant), reconciliation (how a period led from one to the
other), statement (the lines of one account, without its owner's name). It changes nothing.
"""
