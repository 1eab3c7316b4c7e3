"""Audit: who did what, and who looked at what about whom; written once, provable for ever.

Nouns: audit entry (one successful change, written in its transaction), access look (one look at
what is kept about a person, with its purpose), audit block (entries or looks sealed together,
each block bound to the one before), finding (a row or block that is not as it was sealed).
"""
