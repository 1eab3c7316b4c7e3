from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shequ_api.features.ticket_talk.sides import Side
from shequ_api.features.tickets.events import TicketFact


class TicketReplied(TicketFact):
    """Somebody wrote into the talk about a ticket; `side` says on whose side."""

    name: ClassVar[str] = "ticket_replied"

    message_id: UUID
    side: Side
    public: bool
    """To be read by the public, too; of the handlers' side only."""
    replied_by_id: UUID | None
    """None: who ordered it without a name."""
    assignee_id: UUID | None
    """Who handles it at this time; of a merged one, who handles its lead."""
    at: datetime
