from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class TicketFact(Fact):
    """Base: `subject_id` is the ticket."""

    community_id: UUID
    service_code: str
    reporter_id: UUID
    source_kind: str
    source_id: UUID | None


class TicketSubmitted(TicketFact):
    name: ClassVar[str] = "ticket_submitted"


class TicketAccepted(TicketFact):
    name: ClassVar[str] = "ticket_accepted"


class TicketSettled(TicketFact):
    name: ClassVar[str] = "ticket_settled"

    settled_by_id: UUID
    accepted_by_id: UUID


class TicketRated(TicketFact):
    name: ClassVar[str] = "ticket_rated"

    score: int
    settled_by_id: UUID
    accepted_by_id: UUID
