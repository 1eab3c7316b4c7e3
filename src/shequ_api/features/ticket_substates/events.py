from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shequ_api.features.tickets.events import TicketFact


class TicketProgressed(TicketFact):
    """A handler said how far it is within its state."""

    name: ClassVar[str] = "ticket_progressed"

    substate_id: UUID
    version: int
    public: bool
    """Residents may read it."""
    set_by_id: UUID
    at: datetime
