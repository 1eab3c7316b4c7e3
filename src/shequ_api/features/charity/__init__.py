"""Charity: what people give of their points to the community's pool (公益池), in an open ledger.

Nouns: pool (the points that were given to one purpose of a community), donation (what one person
gave to it, by name or anonymously). Announces DonationMade.
"""
