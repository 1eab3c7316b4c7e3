"""Charity disclosures (公益公示): what a community lays open of its charity pools by itself.

Noun: final account (of a pool that closed: how much of it reached how many households, and where
the rest went; who was helped, and who gave, is told to nobody). Announces nothing.
"""
