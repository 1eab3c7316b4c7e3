"""What other features may ask of plans: what is to be called up on which days, and where."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.patrol_plans.models import (
    PatrolEdition,
    PatrolPlan,
    PatrolPoint,
    PatrolRoute,
)
from shequ_api.features.patrol_plans.queries import current
from shequ_api.features.patrol_plans.rules import PlanState, days_due, window_on

__all__ = [
    "called_up",
    "days_due",
    "districts_behind",
    "editions_behind",
    "has_ended",
    "is_current",
    "stops",
    "window_on",
]


def _behind(until: date) -> ColumnElement[bool]:
    """Running, and not called up as far as a day."""
    lacks = or_(PatrolPlan.called_up_to.is_(None), PatrolPlan.called_up_to < until)
    return and_(PatrolPlan.state == PlanState.ACTIVE, lacks)


async def is_current(session: AsyncSession, edition_id: UUID) -> bool:
    """Whether an edition is the one by which its plan runs."""
    of_plan = select(PatrolPlan.id).join(PatrolEdition, current())
    return await session.scalar(of_plan.where(PatrolEdition.id == edition_id)) is not None


async def has_ended(session: AsyncSession, plan_id: UUID) -> bool:
    """Whether nobody goes by a plan any more."""
    ended = select(PatrolPlan.id).where(PatrolPlan.id == plan_id)
    return await session.scalar(ended.where(PatrolPlan.state == PlanState.ENDED)) is not None


def districts_behind(until: date) -> Select[UUID]:
    """Districts with running plans that are not called up as far as a day."""
    return select(PatrolPlan.district_id).where(_behind(until)).distinct()


async def editions_behind(
    session: AsyncSession, district_id: UUID, until: date, *, limit: int
) -> list[Any]:
    """Pairs of the day to which a plan is called up (or None) and its current edition, locked: an
    edition that is drawn meanwhile waits for the end of this transaction."""
    found = (
        select(PatrolPlan.called_up_to, PatrolEdition)
        .join(PatrolEdition, current())
        .where(PatrolPlan.district_id == district_id, _behind(until))
        .order_by(PatrolPlan.id)
        .limit(limit)
        .with_for_update(of=PatrolPlan)
    )
    return list((await session.execute(found)).all())


async def called_up(
    session: AsyncSession, editions: Collection[Any], today: date, to: date
) -> None:
    """Note that plans are called up to a day. Those whose last day is over end."""
    plans = {edition.plan_id: edition.last_on for edition in editions}
    over = [plan_id for plan_id, last_on in plans.items() if last_on and last_on < today]
    noted = update(PatrolPlan).where(PatrolPlan.id.in_(plans)).values(called_up_to=to)
    ended = update(PatrolPlan).where(PatrolPlan.id.in_(over)).values(state=PlanState.ENDED)
    for statement in (noted, ended):
        await session.execute(statement, execution_options={"synchronize_session": False})


def stops() -> Select[*tuple[Any, ...]]:
    """The points of all editions, with what is said of each by its route, edition and plan."""
    return (
        select(
            PatrolPoint.id.label("point_id"),
            PatrolPoint.edition_id,
            PatrolPoint.position,
            PatrolPoint.place_id,
            PatrolPoint.asset_id,
            PatrolRoute.name.label("route_name"),
            PatrolRoute.worker_id,
            PatrolEdition.plan_id,
            PatrolEdition.title,
            PatrolEdition.form_key,
            PatrolPlan.community_id,
        )
        .join(PatrolRoute, PatrolRoute.id == PatrolPoint.route_id)
        .join(PatrolEdition, PatrolEdition.id == PatrolPoint.edition_id)
        .join(PatrolPlan, PatrolPlan.id == PatrolEdition.plan_id)
    )
