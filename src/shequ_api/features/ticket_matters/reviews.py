"""Appeals of what was declined: a matter of those above the community, until one has decided."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.features.inbox.public import (
    MessageKind,
    close_matters_of,
    tell_offices,
)
from shequ_api.features.ticket_appeals.events import (
    TicketAppealDecided,
    TicketAppealed,
    TicketAppealFact,
    TicketAppealOverdue,
)
from shequ_api.features.ticket_appeals.public import still_waits
from shequ_api.features.ticket_matters.levels import above_the_community

KINDS = (MessageKind.TICKET_APPEALED, MessageKind.TICKET_APPEAL_OVERDUE)


async def tell_appeal(session: AsyncSession, fact: TicketAppealed, now: datetime) -> None:
    """Tell those who may decide."""
    await _tell(session, MessageKind.TICKET_APPEALED, fact, now)


async def tell_overdue(session: AsyncSession, fact: TicketAppealOverdue, now: datetime) -> None:
    """Tell them again."""
    await _tell(session, MessageKind.TICKET_APPEAL_OVERDUE, fact, now)


async def _tell(
    session: AsyncSession, kind: MessageKind, fact: TicketAppealFact, now: datetime
) -> None:
    if await still_waits(session, fact.appeal_id):
        await tell_offices(
            session,
            kind,
            above_the_community(fact),
            occasion_id=fact.appeal_id,
            about_id=fact.subject_id,
            district_id=fact.district_id,
            now=now,
        )


async def end_appeal(session: AsyncSession, fact: TicketAppealDecided, now: datetime) -> None:
    """One of them has decided."""
    await close_matters_of(session, KINDS, fact.appeal_id, now=now)


REACTIONS = [
    Reaction("inbox.ticket_appealed", TicketAppealed, tell_appeal),
    Reaction("inbox.ticket_appeal_overdue", TicketAppealOverdue, tell_overdue),
    Reaction("inbox.ticket_appeal_over", TicketAppealDecided, end_appeal),
]
