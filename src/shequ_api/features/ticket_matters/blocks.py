"""Appeals against blocks: a matter of those above the community, until one of them has decided."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.features.inbox.public import (
    MessageKind,
    close_matters_of,
    tell_offices,
)
from shequ_api.features.ticket_limits.events import TicketBlockAppealed, TicketBlockDecided
from shequ_api.features.ticket_limits.public import appeal_waits
from shequ_api.features.ticket_matters.levels import above_the_community


async def tell_appeal(session: AsyncSession, fact: TicketBlockAppealed, now: datetime) -> None:
    """Tell those who may decide."""
    if await appeal_waits(session, fact.subject_id):
        await tell_offices(
            session,
            MessageKind.TICKET_BLOCK_APPEALED,
            above_the_community(fact),
            occasion_id=fact.subject_id,
            about_id=fact.subject_id,
            district_id=fact.district_id,
            now=now,
        )


async def end_appeal(session: AsyncSession, fact: TicketBlockDecided, now: datetime) -> None:
    """One of them has decided, or the block was lifted."""
    kinds = [MessageKind.TICKET_BLOCK_APPEALED]
    await close_matters_of(session, kinds, fact.subject_id, now=now)


REACTIONS = [
    Reaction("inbox.ticket_block_appealed", TicketBlockAppealed, tell_appeal),
    Reaction("inbox.ticket_block_appeal_over", TicketBlockDecided, end_appeal),
]
