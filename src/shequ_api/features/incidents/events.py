from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class IncidentPublished(Fact):
    """What was reported already is to be linked: so many at a time. `subject_id`: the incident."""

    name: ClassVar[str] = "incident_published"

    batch: int = 1


class IncidentEnded(Fact):
    """What was linked is to be settled or let go: so many at a time. `subject_id`: the incident."""

    name: ClassVar[str] = "incident_ended"

    batch: int = 1


class IncidentTicketLinked(Fact):
    """Who ordered it reads the answer. `subject_id` is the incident."""

    name: ClassVar[str] = "incident_ticket_linked"

    ticket_id: UUID
    reporter_id: UUID | None
    filed_by_id: UUID | None
