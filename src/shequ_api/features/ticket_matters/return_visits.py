"""Return visits: a matter of the community until somebody called; of those above, too, where its
time is over."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import Reaction
from shequ_api.features.inbox.public import (
    MessageKind,
    close_matters_of,
    tell_offices,
)
from shequ_api.features.ticket_followups.events import (
    ReturnVisitFact,
    ReturnVisitOpened,
    ReturnVisitOver,
    ReturnVisitOverdue,
)
from shequ_api.features.ticket_followups.public import still_waits


async def tell_opened(session: AsyncSession, fact: ReturnVisitOpened, now: datetime) -> None:
    """Tell the community's staff that somebody is to be called."""
    held = [(Role.COMMUNITY_WORKER, fact.community_id)]
    await _tell(session, MessageKind.RETURN_VISIT_WAITING, fact, held, now)


async def tell_overdue(session: AsyncSession, fact: ReturnVisitOverdue, now: datetime) -> None:
    """Tell them, and the subdistrict, that nobody was reached in time."""
    held = [
        (Role.COMMUNITY_WORKER, fact.community_id),
        (Role.SUBDISTRICT_ADMINISTRATOR, fact.subdistrict_id),
    ]
    await _tell(session, MessageKind.RETURN_VISIT_OVERDUE, fact, held, now)


async def _tell(
    session: AsyncSession,
    kind: MessageKind,
    fact: ReturnVisitFact,
    held: Sequence[tuple[Role, UUID]],
    now: datetime,
) -> None:
    if await still_waits(session, fact.subject_id):
        await tell_offices(
            session,
            kind,
            held,
            occasion_id=fact.subject_id,
            about_id=fact.subject_id,
            district_id=fact.district_id,
            now=now,
        )


async def end_visit(session: AsyncSession, fact: ReturnVisitOver, now: datetime) -> None:
    """Somebody called, or there is nothing to ask any more."""
    kinds = (MessageKind.RETURN_VISIT_WAITING, MessageKind.RETURN_VISIT_OVERDUE)
    await close_matters_of(session, kinds, fact.subject_id, now=now)


REACTIONS = [
    Reaction("inbox.return_visit_opened", ReturnVisitOpened, tell_opened),
    Reaction("inbox.return_visit_overdue", ReturnVisitOverdue, tell_overdue),
    Reaction("inbox.return_visit_over", ReturnVisitOver, end_visit),
]
