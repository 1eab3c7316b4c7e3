"""Ledger: amounts that move between accounts, and are never made or lost.

Nouns: account (what one owner has in one ledger), transfer (an amount that left one account for
another, never changed), hold (an amount set aside until it is posted, voided or expires), reversal
(the transfer that takes another back). Points, money and volunteer hours are ledgers of their own.
A hold is `held`, then `posted`, `void` or `expired`.
"""
