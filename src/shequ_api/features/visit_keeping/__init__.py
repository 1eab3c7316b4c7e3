"""Visit keeping: how long what is written of visits is kept, by their purposes.

When a purpose's days are over, what was said and noted, whom it was about and who came along is let
go; that somebody came to a door, when, why and how it ended, stays. Announces nothing.
"""
