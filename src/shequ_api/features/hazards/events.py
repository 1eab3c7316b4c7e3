from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class HazardFact(Fact):
    """Base: `subject_id` is the hazard."""

    community_id: UUID
    place_id: UUID
    form_key: str
    level: str


class HazardFound(HazardFact):
    name: ClassVar[str] = "hazard_found"


class HazardRectified(HazardFact):
    """It waits to be looked at again, by whoever is not `rectified_by_id`."""

    name: ClassVar[str] = "hazard_rectified"

    label: str
    due_at: datetime
    rectified_by_id: UUID


class HazardReinspectionFailed(HazardFact):
    name: ClassVar[str] = "hazard_reinspection_failed"

    round: int


class HazardClosed(HazardFact):
    name: ClassVar[str] = "hazard_closed"

    submission_id: UUID | None = None
    """The inspection that passed it; facts of before do not say."""


class HazardDropped(HazardFact):
    """It was waived, or is void: nobody need look at it again."""

    name: ClassVar[str] = "hazard_dropped"

    state: str


class HazardEscalated(HazardFact):
    """A community or subdistrict is asked to look after it: it is critical, or overdue."""

    name: ClassVar[str] = "hazard_escalated"

    to: str
    overdue: bool
