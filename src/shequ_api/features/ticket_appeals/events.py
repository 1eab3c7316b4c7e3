from typing import ClassVar
from uuid import UUID

from shequ_api.features.tickets.events import TicketFact


class TicketAppealFact(TicketFact):
    """Base: `subject_id` is the ticket, `community_id` the one that declined it."""

    appeal_id: UUID
    subdistrict_id: UUID


class TicketAppealed(TicketAppealFact):
    """Those above are to look again."""

    name: ClassVar[str] = "ticket_appealed"


class TicketAppealOverdue(TicketAppealFact):
    """They have not decided in time."""

    name: ClassVar[str] = "ticket_appeal_overdue"


class TicketAppealDecided(TicketAppealFact):
    """They upheld it, or ordered the community to take it, which has accepted it by that."""

    name: ClassVar[str] = "ticket_appeal_decided"

    ordered: bool
