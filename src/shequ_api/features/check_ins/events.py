from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class CheckInFact(Fact):
    """Base: `subject_id` is the check-in."""

    worker_id: UUID
    place_id: UUID
    micro_grid_id: UUID | None
    score: int


class CheckInRecorded(CheckInFact):
    name: ClassVar[str] = "check_in_recorded"

    waits_for_review: bool


class CheckInReviewed(CheckInFact):
    name: ClassVar[str] = "check_in_reviewed"

    accepted: bool
    reviewed_by_id: UUID
