"""Tickets that came back too often: a matter of those above, until one has said who handles it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.features.inbox.public import (
    MessageKind,
    close_matters_of,
    tell_offices,
)
from shequ_api.features.ticket_handling.events import (
    TicketArbitrationAwaited,
    TicketArbitrationOver,
)
from shequ_api.features.ticket_handling.public import awaits_word
from shequ_api.features.ticket_matters.levels import above_the_community


async def tell_arbitration(
    session: AsyncSession, fact: TicketArbitrationAwaited, now: datetime
) -> None:
    """Tell those above that a ticket waits for their word, until they have said it."""
    if await awaits_word(session, fact.arbitration_id):
        await tell_offices(
            session,
            MessageKind.TICKET_ARBITRATION_AWAITED,
            above_the_community(fact),
            occasion_id=fact.arbitration_id,
            about_id=fact.subject_id,
            district_id=fact.district_id,
            now=now,
        )


async def end_arbitration(
    session: AsyncSession, fact: TicketArbitrationOver, now: datetime
) -> None:
    """They have said it, or the ticket has ended."""
    kinds = [MessageKind.TICKET_ARBITRATION_AWAITED]
    await close_matters_of(session, kinds, fact.arbitration_id, now=now)


REACTIONS = [
    Reaction("inbox.ticket_arbitration_awaited", TicketArbitrationAwaited, tell_arbitration),
    Reaction("inbox.ticket_arbitration_over", TicketArbitrationOver, end_arbitration),
]
