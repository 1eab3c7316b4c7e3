from datetime import date
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class PointsExpiring(Fact):
    """`subject_id` is the card, and `points` all of it that is over with a day, as by now."""

    name: ClassVar[str] = "points_expiring"

    person_id: UUID
    expires_on: date
    days_before: int
    """As how many days ahead of it this is told."""
    points: int
