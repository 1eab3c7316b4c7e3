from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class BlockFact(Fact):
    """Base: `subject_id` is the block."""

    subdistrict_id: UUID
    person_id: UUID | None
    """None: the reporter of an anonymous ticket."""


class TicketsBlocked(BlockFact):
    """Somebody may file no tickets in a community for a while."""

    name: ClassVar[str] = "tickets_blocked"


class TicketBlockAppealed(BlockFact):
    """They say that it is wrong."""

    name: ClassVar[str] = "ticket_block_appealed"


class TicketBlockDecided(BlockFact):
    """An office decided about what they said; or the block was lifted without that."""

    name: ClassVar[str] = "ticket_block_decided"

    upheld: bool
