"""Service promises (服务承诺): what a community promises to whoever files under a category.

Noun: promise (within which time each target is to be met, and which points are earned by whom).
It is read off the time limits and earning rules in force there; nothing is kept. Announces nothing.
"""
