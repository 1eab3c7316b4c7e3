from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class HelpFact(Fact):
    """Base: `subject_id` is the ticket. None of these says whose it is."""

    community_id: UUID
    at: datetime


class TicketHelpAsked(HelpFact):
    name: ClassVar[str] = "ticket_help_asked"

    helper_id: UUID
    asked_by_id: UUID | None
    """None: they take over from a helper who left office."""


class TicketHelpDeclined(HelpFact):
    name: ClassVar[str] = "ticket_help_declined"

    helper_id: UUID
    asked_by_id: UUID
    lead_id: UUID | None


class TicketHelpOver(HelpFact):
    """Somebody need not help any more: relieved, or since the ticket ended or went elsewhere."""

    name: ClassVar[str] = "ticket_help_over"

    helper_id: UUID
    ended_by_id: UUID | None
    end_kind: str
