from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact
from shequ_api.features.tickets.events import TicketFact


class TicketReporterOpened(TicketFact):
    """Somebody was told who filed an anonymous ticket."""

    name: ClassVar[str] = "ticket_reporter_opened"

    opening_id: UUID
    told: bool
    """Whether the reporter is to hear of it."""


class TicketSealEnded(Fact):
    """Who filed an anonymous ticket is kept nowhere any more. `subject_id`: the ticket."""

    name: ClassVar[str] = "ticket_seal_ended"
