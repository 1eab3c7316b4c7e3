from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact
from shequ_api.features.ticket_clocks.history import PauseReason, Target
from shequ_api.features.tickets.events import TicketFact


class TicketPaused(TicketFact):
    """Its resolution waits for something; at the latest it goes on by itself."""

    name: ClassVar[str] = "ticket_paused"

    pause_id: UUID
    reason: PauseReason
    until: datetime
    paused_by_id: UUID


class TicketResumed(TicketFact):
    """A pause is over, and the ticket is open still."""

    name: ClassVar[str] = "ticket_resumed"

    pause_id: UUID
    assignee_id: UUID | None
    resumed_by_id: UUID | None
    """None: by itself."""
    at: datetime


class ClockFact(TicketFact):
    """Base: one target of the ticket; `started_at` tells which, where there are several."""

    target: Target
    started_at: datetime
    assignee_id: UUID | None


class TicketDueSoon(ClockFact):
    """So much of a target has passed that whoever works on it should know."""

    name: ClassVar[str] = "ticket_due_soon"

    due_at: datetime


class TicketOverdue(ClockFact):
    """A target was missed: once for each clock, until it is given more time."""

    name: ClassVar[str] = "ticket_overdue"

    due_at: datetime


class TicketOverdueOver(ClockFact):
    """What was overdue is done, has been given more time, or nobody waits for it any more."""

    name: ClassVar[str] = "ticket_overdue_over"


class ReckoningAsked(Fact):
    """The clocks of a district's open tickets are to be reckoned anew; `subject_id` is the
    district. Told to ourselves: a batch at a time."""

    name: ClassVar[str] = "ticket_reckoning_asked"

    after_id: UUID | None = None
    """The last ticket of the batch before."""
