"""Rectifications: many hazards put right together (集中整改).

Nouns: batch (who comes, on which days, and what the residents are told), item (a hazard in it, with
the day of its visit and its outcome: done, nobody_home, refused, left_out). What is done waits to
be looked at again, the rest to be put right. Announces RectificationPlanned, once a ticket.
"""
