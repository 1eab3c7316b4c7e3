"""Residency: who belongs to which dwelling, from when, as what.

Nouns: residency (a claim to belong to a dwelling; it counts once verified, at the door by a grid
worker, by the register or by a neighbour's word).
"""
