"""What those who live there say to a visit that is to come."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.features.home_visits.events import VisitReplied
from shequ_api.features.visit_refusals.public import take_back
from shequ_api.features.visits.public import (
    ReplyKind,
    Visit,
    VisitOver,
    VisitPurpose,
    VisitReply,
    VisitState,
    Window,
    WindowUnfit,
    facts_of,
    fits,
    lock,
)

STRENGTH = {ReplyKind.WELCOME: 0, ReplyKind.ANOTHER_TIME: 1, ReplyKind.REFUSED: 2}


async def reply(
    session: AsyncSession,
    actor: Actor,
    visit: Visit,
    purpose: VisitPurpose,
    *,
    kind: ReplyKind,
    wanted: Window | None,
    note: str | None,
    now: datetime,
) -> Visit:
    """The last word of each counts. Where one may refuse, it is off, unless another of the
    household has said that they are welcome; else whoever comes is told. A refusal is taken back
    by another word, while the visit's hours last."""
    await lock(session, visit)
    mine = await session.get(VisitReply, (visit.id, actor.person_id))
    if mine is not None and _said(mine) == (kind, *(wanted or (None, None)), note):
        return visit
    if visit.state not in {VisitState.PLANNED, VisitState.REFUSED}:
        raise VisitOver(visit.state)
    if wanted is not None and not fits(wanted, now):
        raise WindowUnfit
    if mine is None:
        mine = VisitReply(
            visit_id=visit.id, person_id=actor.person_id, district_id=visit.district_id
        )
        session.add(mine)
    mine.kind, mine.note, mine.said_at = kind, note, now
    mine.wanted_from, mine.wanted_until = wanted or (None, None)
    await session.flush()
    await _settle(session, actor, visit, purpose, now)
    told = VisitReplied(**facts_of(visit), kind=kind, planned_by_id=visit.planned_by_id)
    record(session, told, now=now)
    return visit


async def _settle(
    session: AsyncSession, actor: Actor, visit: Visit, purpose: VisitPurpose, now: datetime
) -> None:
    said = select(VisitReply.kind).where(VisitReply.visit_id == visit.id)
    kinds = {ReplyKind(kind) for kind in await session.scalars(said)}
    strongest = max(kinds, key=STRENGTH.__getitem__)
    refused = ReplyKind.REFUSED in kinds and ReplyKind.WELCOME not in kinds
    off = refused and purpose.refusable
    if visit.state == VisitState.REFUSED and not off:
        take_back(session, visit, now=now)
    visit.wish = None if strongest == ReplyKind.WELCOME else strongest
    if off and visit.state == VisitState.PLANNED:
        visit.state, visit.closed_at, visit.closed_by_id = VisitState.REFUSED, now, actor.person_id


def _said(mine: VisitReply) -> tuple[str, datetime | None, datetime | None, str | None]:
    return mine.kind, mine.wanted_from, mine.wanted_until, mine.note
