"""Joint visits: what whoever was invited to come along (a doctor, a gas technician) sees of one.

Nouns: door sheet (上门资料: what the visit needs to be known at one door, for its days). The
relation is all that they have: it opens nothing else, and ends with the visit, the invitation or
the office by which they come. What they fill in is an inspection of patrols. Announces nothing of
its own.
"""
