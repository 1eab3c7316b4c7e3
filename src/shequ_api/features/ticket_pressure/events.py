from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class PressureFact(Fact):
    """Base: `subject_id` is the ticket."""

    at: datetime


class TicketUrged(PressureFact):
    """Whoever ordered it waits."""

    name: ClassVar[str] = "ticket_urged"

    assignee_id: UUID | None


class TicketSupervised(PressureFact):
    """Those above demand an answer."""

    name: ClassVar[str] = "ticket_supervised"

    supervision_id: UUID
    assignee_id: UUID | None
    community_id: UUID


class SupervisionAnswered(PressureFact):
    """Who demanded an answer has it."""

    name: ClassVar[str] = "supervision_answered"

    supervision_id: UUID
    demanded_by_id: UUID


class TicketCalled(PressureFact):
    """A level is called: at first, or since the one below passed it up or was silent."""

    name: ClassVar[str] = "ticket_called"

    call_id: UUID
    level: int
    """1: the community, 2: its subdistrict, 3: its district."""
    held_at_id: UUID
    """The place whose level it is."""


class TicketCallClosed(PressureFact):
    """It was answered, or the ticket has ended."""

    name: ClassVar[str] = "ticket_call_closed"

    call_id: UUID
