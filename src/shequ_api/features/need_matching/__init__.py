"""Need matching (供需相似): which needs and pools are about the same.

Nouns: rank (half by words, the rest by category and by how near it is). Somebody who is about to
place a need is shown the pools that they can join instead, and what neighbours share; the staff of
a pool the needs that it may gather. Announces nothing, keeps nothing.
"""
