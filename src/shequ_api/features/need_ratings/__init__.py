"""Need ratings (社会评单): what the members of a pool think of what was delivered.

Nouns: rating (a score of one member for one pool, perhaps with words; given in the days after the
delivery, changed some days long; others read its words once they passed, never whose they are). A
low one is told to the staff. Announces PoolRated.
"""
