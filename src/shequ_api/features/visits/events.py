from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class VisitFact(Fact):
    """Base: `subject_id` is the visit."""

    community_id: UUID
    place_id: UUID
    purpose_code: str
    opens_at: datetime
    closes_at: datetime


class VisitPlanned(VisitFact):
    """Whoever lives there may be told: all of them, one of them, or (neither) nobody."""

    name: ClassVar[str] = "visit_planned"

    for_household: bool
    concerned_id: UUID | None


class VisitMoved(VisitPlanned):
    name: ClassVar[str] = "visit_moved"


class VisitCancelled(VisitPlanned):
    name: ClassVar[str] = "visit_cancelled"


class VisitWelcomed(VisitPlanned):
    """A refusal was taken back: somebody comes after all."""

    name: ClassVar[str] = "visit_welcomed"


class VisitConcluded(VisitFact):
    name: ClassVar[str] = "visit_concluded"

    outcome: str
    at: datetime
    """By our clock."""
    present_ids: list[UUID]
    """Who was there, of those who came."""
