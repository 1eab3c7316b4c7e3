"""A refusal that is taken back: by those who live there, or at the door, as whoever comes takes
down."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.features.check_ins.public import CheckInSpot
from shequ_api.features.visits.events import VisitWelcomed
from shequ_api.features.visits.public import (
    Visit,
    VisitOver,
    VisitState,
    begin_at_door,
    lock,
    told,
)
from shequ_api.kit.errors import NotNow


class RefusalTooLate(NotNow):
    """Its hours are over: another visit may be arranged."""

    code, title = "visit_refusal_too_late", "走访时段已过，请另行约定走访时间"


def take_back(session: AsyncSession, visit: Visit, *, now: datetime) -> None:
    """A locked visit that was refused is to be again, while its hours last; any other stays."""
    if visit.state != VisitState.REFUSED:
        return
    if visit.closes_at <= now:
        raise RefusalTooLate
    visit.state, visit.wish = VisitState.PLANNED, None
    visit.closed_at = visit.closed_by_id = visit.outcome_note = None
    record(session, VisitWelcomed(**told(visit)), now=now)


async def admit(
    session: AsyncSession,
    actor: Actor,
    visit: Visit,
    spot: CheckInSpot | None,
    *,
    check_in_id: UUID,
    present_ids: Collection[UUID],
    words: str,
    now: datetime,
) -> Visit:
    """Let in after all, at the door, by whoever had refused: their words are on record, with who
    took them down. The same again is the same."""
    await lock(session, visit)
    if visit.state == VisitState.UNDER_WAY and visit.admitted_by_id == actor.person_id:
        return visit
    if visit.state != VisitState.REFUSED:
        raise VisitOver(visit.state)
    take_back(session, visit, now=now)
    visit.admitted_at, visit.admitted_by_id, visit.admittance_note = now, actor.person_id, words
    await session.flush()
    return await begin_at_door(
        session, actor, visit, spot, check_in_id=check_in_id, present_ids=present_ids, now=now
    )
