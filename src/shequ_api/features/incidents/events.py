from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact
from shequ_api.features.tickets.events import TicketFact


class IncidentPublished(Fact):
    """What was reported already is to be linked: so many at a time; again where another edition
    covers more. `subject_id`: the incident."""

    name: ClassVar[str] = "incident_published"

    edition: int = 1
    after: UUID | None = None
    """The last ticket that was looked at."""


class IncidentRevised(Fact):
    """It says something else, or lies elsewhere: what is linked is gone through, so many at a time.
    `subject_id`: the incident."""

    name: ClassVar[str] = "incident_revised"

    edition: int
    after: UUID | None = None
    """The last ticket that was looked at."""


class IncidentOverdue(Fact):
    """Its planned end has passed, or it has none and nobody changed it for days: its office is to
    say what became of it. `subject_id`: the incident."""

    name: ClassVar[str] = "incident_overdue"

    edition: int
    subdistrict_id: UUID | None
    community_id: UUID | None


class IncidentEnded(Fact):
    """What was linked is to be settled or let go: so many at a time. `subject_id`: the incident."""

    name: ClassVar[str] = "incident_ended"

    edition: int = 1
    batch: int = 1


class IncidentTold(Fact):
    """Who ordered what is about it, or filed it for them, is told so. `subject_id`: the
    incident."""

    name: ClassVar[str] = "incident_told"

    what: str
    """`linked`, `changed` or `released`."""
    person_ids: tuple[UUID, ...]
    at: datetime


class IncidentToldUnnamed(TicketFact):
    """The same of a ticket whose reporter no row names. `subject_id`: the ticket."""

    name: ClassVar[str] = "incident_told_unnamed"

    what: str
    at: datetime
