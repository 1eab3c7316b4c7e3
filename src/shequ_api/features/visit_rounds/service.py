"""Arranging many doors at once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.base.places.walking import walking_order
from shequ_api.features.visit_rounds.rules import MOST_STOPS
from shequ_api.features.visits.public import (
    Plan,
    Visit,
    VisitRound,
    VisitState,
    begin_all,
    check_window,
    visit_at,
)
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.ids import new_id


class RoundUnfit(Malformed):
    code, title = "visit_round_unfit", "集中走访须选择 1 至 200 户，且均在您的辖区内"


class RoundTooPrivate(NotNow):
    """What concerns one person is planned door by door, or said to be for all of each household."""

    code, title = "visit_round_too_private", "针对个人的走访请逐户安排，或注明面向全户"


async def plan_round(
    session: AsyncSession,
    actor: Actor,
    around: Place,
    dwellings: Sequence[Place],
    plan: Plan,
    *,
    now: datetime,
) -> VisitRound:
    """Arrange one window for many dwellings; they are stops in the order of walking."""
    check_window(plan.window, now)
    if not 0 < len(dwellings) <= MOST_STOPS:
        raise RoundUnfit
    if plan.purpose.concerns_person and not plan.for_household:
        raise RoundTooPrivate
    rounds = VisitRound(
        id=new_id(),
        **located_at(around),
        purpose_code=plan.purpose.code,
        opens_at=plan.window.opens_at,
        closes_at=plan.window.closes_at,
        planned_by_id=actor.person_id,
        planned_at=now,
    )
    session.add(rounds)
    await session.flush()
    stops = [
        visit_at(actor, place, plan, now=now, round_id=rounds.id, position=position)
        for position, place in enumerate(sorted(dwellings, key=lambda p: walking_order(p.code)))
    ]
    begin_all(session, actor, stops, plan, now=now)
    return rounds


async def stops_of(session: AsyncSession, round_id: UUID) -> Sequence[Visit]:
    """The stops of a round that have not begun, locked in one order."""
    open_ = (Visit.round_id == round_id, Visit.state == VisitState.PLANNED)
    locked = select(Visit).where(*open_).order_by(Visit.id).with_for_update()
    return (await session.scalars(locked.execution_options(populate_existing=True))).all()
