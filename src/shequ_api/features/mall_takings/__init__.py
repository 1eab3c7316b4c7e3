"""Takings (兑换数量): goods taken off the shelf, exact, whoever else takes at the same instant.

Nouns: taking (how much a person took of goods in all, on a day, in a month). What is sold, for
whom and how many stands in the mall's editions; whether a person may take of it is said here: their
identity, where they live, the level of their card, what they took before. Announces nothing.
"""
