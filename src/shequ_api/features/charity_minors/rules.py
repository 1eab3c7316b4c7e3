"""What minors may give away. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MinorTerms:
    """From which age on, and how many points in a month of China."""

    minimum_age: int = 8
    """Civil Code, article 20: who is younger does nothing of legal effect alone."""
    month_points: int = 100
    """Article 19: what is fit for their age; more than that is for whoever acts for them."""
