"""Compounds (小区治理档案): who manages a compound, by what contract, who speaks for its people.

Nouns: property firm (物业企业, by its credit code), property contract (dated), management mode
(包干制、酬金制、信托制, dated), committee (业委会、小区管委会: one term of it), its members. No two
of a sort overlap. Residents read the open part. Announces ContractEnding, TermEnding, once each.
"""
