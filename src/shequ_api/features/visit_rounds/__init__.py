"""Visit rounds: one window for many doors of a compound, building or unit (集中走访).

Noun: round, whose stops are visits. Announces nothing of its own: each stop is a visit that was
planned, moved or cancelled.
"""
