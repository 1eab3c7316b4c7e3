"""How much one round holds."""

MOST_STOPS = 200
"""A tall building."""
