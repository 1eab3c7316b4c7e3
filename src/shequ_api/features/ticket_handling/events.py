from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class ArbitrationFact(Fact):
    """Base: `subject_id` is the ticket."""

    arbitration_id: UUID
    community_id: UUID
    subdistrict_id: UUID
    at: datetime


class TicketArbitrationAwaited(ArbitrationFact):
    """It came back too often: those above are to say who handles it."""

    name: ClassVar[str] = "ticket_arbitration_awaited"


class TicketArbitrationOver(ArbitrationFact):
    """They said it, or the ticket ended before."""

    name: ClassVar[str] = "ticket_arbitration_over"
