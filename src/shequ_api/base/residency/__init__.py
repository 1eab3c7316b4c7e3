"""Residency: who belongs to which dwelling, from when until when, as what.

Nouns: residency (a claim to belong to a dwelling: waiting, then verified or rejected, withdrawn,
expired; a verified one ends when the person leaves or is removed), invitation (a code that a
verified resident gives to somebody of the own dwelling), vouch (a neighbour's word). A claim is
verified by the register, an invitation, two neighbours' vouches, or a grid worker at the door.
Facts: `ResidencyVerified`, `ResidencyEnded`, `ResidencyClaimClosed`.
"""
