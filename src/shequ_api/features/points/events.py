from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class PointsEarned(Fact):
    """`subject_id` is the earning."""

    name: ClassVar[str] = "points_earned"

    person_id: UUID
    community_id: UUID
    amount_points: int
    reason: str
