"""How long the seal on an anonymous ticket lasts."""

LEAST_DAYS, MOST_DAYS = 180, 1825
"""As long as a ticket can be rated, reopened and archived after its end; five years."""
DEFAULT_DAYS = 365
"""Where a district says nothing."""
