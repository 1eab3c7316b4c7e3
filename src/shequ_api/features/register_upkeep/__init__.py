"""Keeping the register of people and housing fresh, door by door.

Nouns: fact (what a key of the catalogue says about a dwelling, an entry or premises; replaced facts
are ended and kept), confirmation (“still true”, many at once at a door), worklist (what wants a new
look, of all kinds in one order), counts (how much of a micro-grid's register is stale), history
(what is over at a dwelling: who lived there, and what was recorded before).
"""
