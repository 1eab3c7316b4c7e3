from datetime import datetime
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
    filed_by_id: UUID | None = None
    """Who filed it in the reporter's name."""


class TicketSubmitted(TicketFact):
    name: ClassVar[str] = "ticket_submitted"


class TicketPlaced(TicketFact):
    """Somebody ruled where it belongs; in another community, it begins there anew."""

    name: ClassVar[str] = "ticket_placed"

    left_community_id: UUID
    placed_by_id: UUID
    at: datetime | None = None
    """By our clock: it may be sent to and fro."""


class TicketAccepted(TicketFact):
    name: ClassVar[str] = "ticket_accepted"

    at: datetime | None = None
    """By our clock: each community that it is given to accepts it anew."""


class TicketDeclined(TicketFact):
    name: ClassVar[str] = "ticket_declined"


class TicketWithdrawn(TicketFact):
    """Whoever ordered it took it back."""

    name: ClassVar[str] = "ticket_withdrawn"


class TicketAssigned(TicketFact):
    """It was given to somebody, perhaps not for the first time."""

    name: ClassVar[str] = "ticket_assigned"

    assignee_id: UUID
    assigned_by_id: UUID
    at: datetime


class TicketSettled(TicketFact):
    name: ClassVar[str] = "ticket_settled"

    settled_by_id: UUID
    accepted_by_id: UUID


class TicketRated(TicketFact):
    name: ClassVar[str] = "ticket_rated"

    score: int
    settled_by_id: UUID
    accepted_by_id: UUID
