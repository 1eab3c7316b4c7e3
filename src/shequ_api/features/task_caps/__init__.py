"""Caps: how much outside work the grids of a district or subdistrict take in a month, from all
departments together.

Nouns: cap (外来事项上限: tasks and minutes of one grid in a month; of two that hold, the stricter),
load (what a grid has taken of them). Announces nothing.
"""
