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


class SupervisionFact(PressureFact):
    """Base: what is demanded, of whom, and by which office."""

    supervision_id: UUID
    community_id: UUID | None = None
    office_id: UUID | None = None
    office_level: str | None = None
    """subdistrict, district, city. (None of these: from before they were told.)"""


class TicketSupervised(SupervisionFact):
    """Those above demand an answer; or they demand it of another community from now on."""

    name: ClassVar[str] = "ticket_supervised"

    assignee_id: UUID | None
    left_community_id: UUID | None = None


class SupervisionAnswered(SupervisionFact):
    """Who demanded an answer has it."""

    name: ClassVar[str] = "supervision_answered"

    demanded_by_id: UUID


class SupervisionOverdue(SupervisionFact):
    """Its time passed without an answer."""

    name: ClassVar[str] = "supervision_overdue"

    assignee_id: UUID | None


class SupervisionClosed(SupervisionFact):
    """It is over: closed by its office, or with the ticket, or since the ticket went elsewhere."""

    name: ClassVar[str] = "supervision_closed"

    demanded_by_id: UUID
    assignee_id: UUID | None
    closed_by_id: UUID | None
    closing: str


class TicketCalled(PressureFact):
    """A level is called: at first, or since the one below passed it up or was silent."""

    name: ClassVar[str] = "ticket_called"

    call_id: UUID
    level: int
    """1: the community, 2: its subdistrict, 3: its district."""
    held_at_id: UUID
    """The place whose level it is."""


class TicketCallClosed(PressureFact):
    """It was answered, or the ticket has ended, or went where that level is another's."""

    name: ClassVar[str] = "ticket_call_closed"

    call_id: UUID
    ending: str | None = None
    level: int | None = None
    held_at_id: UUID | None = None
    made_by_id: UUID | None = None
