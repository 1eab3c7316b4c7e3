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


class PointsClawedBack(Fact):
    """What was earned was taken back, as far as it was there. `subject_id` is the earning."""

    name: ClassVar[str] = "points_clawed_back"

    person_id: UUID
    community_id: UUID
    taken_points: int
    owed_points: int
    """What is paid from later earnings; 0 where the rest was forgiven."""
