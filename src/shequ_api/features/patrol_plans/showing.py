"""Putting a plan together for a reader."""

from itertools import groupby
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.patrol_plans import queries
from shequ_api.features.patrol_plans.models import PatrolPlan
from shequ_api.features.patrol_plans.rules import (
    PLAN_TITLES,
    PlanState,
    clock_of,
)
from shequ_api.features.patrol_plans.schemas import (
    PatrolPlanLine,
    PatrolPlanView,
    PatrolPointView,
    PatrolRouteView,
)


def plan_line(row: Any) -> PatrolPlanLine:
    return PatrolPlanLine(**row, state_title=PLAN_TITLES[PlanState(row["state"])])


async def plan_view(session: AsyncSession, plan: PatrolPlan) -> PatrolPlanView:
    """A plan with the routes of its current edition."""
    await session.flush()
    line = (await session.execute(queries.plan_lines(PatrolPlan.id == plan.id))).mappings().one()
    edition = (await session.scalars(queries.edition_of(plan))).one()
    points = (await session.execute(queries.point_lines(edition.id))).mappings()
    return PatrolPlanView(
        **line,
        state_title=PLAN_TITLES[PlanState(plan.state)],
        note=edition.note,
        recurrence=edition.recurrence,
        opens=clock_of(edition.opens_minute),
        closes=clock_of(edition.closes_minute),
        skips_holidays=edition.skips_holidays,
        routes=[
            _route(list(stops)) for _, stops in groupby(points, lambda point: point["route_id"])
        ],
    )


def _route(stops: list[RowMapping]) -> PatrolRouteView:
    return PatrolRouteView(
        name=stops[0]["route_name"],
        worker_id=stops[0]["worker_id"],
        worker_name=stops[0]["worker_name"],
        points=[PatrolPointView.model_validate(dict(stop)) for stop in stops],
    )
