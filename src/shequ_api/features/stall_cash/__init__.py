"""Stall cash (摊位收款): what is paid in cash at stalls, on the ledger of money beside the points.

Nouns: till (what a partner took at its stalls, less what it gave back), payers (where that came
from, which nobody counts). Keeps nothing but their accounts, announces nothing.
"""
