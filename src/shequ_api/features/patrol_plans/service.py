"""Drawing up a plan, changing it, letting it run, ending it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.people.queries import fitting_posting
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Grid, Place, PlaceKind
from shequ_api.features.assets.public import places_of_assets
from shequ_api.features.patrol_plans.events import (
    PatrolPlanActivated,
    PatrolPlanChanged,
    PatrolPlanEnded,
)
from shequ_api.features.patrol_plans.models import (
    PatrolEdition,
    PatrolPlan,
    PatrolPoint,
    PatrolRoute,
)
from shequ_api.features.patrol_plans.permissions import WALKERS
from shequ_api.features.patrol_plans.rules import PlanState, minute_of
from shequ_api.features.patrol_plans.schemas import PatrolPlanChange
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Fault, Malformed, NotNow
from shequ_api.kit.ids import new_id

STOPS = frozenset({PlaceKind.COMPOUND, PlaceKind.BUILDING, PlaceKind.UNIT, PlaceKind.DWELLING})
INSPECTED = frozenset({PlaceKind.BUILDING, PlaceKind.DWELLING})
"""What an inspection form is filled in about."""


class PointUnfit(Malformed):
    """Unknown, outside the plan's grid or community, ended, or nothing that one walks to."""

    code, title = (
        "patrol_point_unfit",
        "点位不存在，或不在计划的网格（社区）内；填表只能在楼栋或住户",
    )


class WorkerUnfit(Malformed):
    code, title = "patrol_worker_unfit", "此人在本社区没有网格员身份"


class PlanOver(NotNow):
    code, title = "patrol_plan_over", "这个计划已经结束"


class PlanRunning(NotNow):
    code, title = "patrol_plan_running", "这个计划已经在执行"


def begin_plan(actor: Actor, community: Place, grid: Grid | None, *, now: datetime) -> PatrolPlan:
    """A draft for a community or a grid of it; its first edition brings it into the session."""
    columns = located_at(community)
    if grid is not None:
        columns |= {
            "general_grid_id": grid.general_grid_id,
            "micro_grid_id": grid.micro_grid_id,
            "made_grid_id": grid.id,
        }
    return PatrolPlan(
        id=new_id(),
        **columns,
        state=PlanState.DRAFT,
        edition=0,
        drawn_at=now,
        drawn_by_id=actor.person_id,
    )


async def lock(session: AsyncSession, plan: PatrolPlan) -> None:
    """Keep the clock from making its tasks, and others from changing it, until this is over."""
    await session.refresh(plan, with_for_update=True)


async def write_edition(
    session: AsyncSession,
    actor: Actor,
    plan: PatrolPlan,
    change: PatrolPlanChange,
    *,
    form_key: str | None,
    now: datetime,
) -> PatrolPlan:
    """Give a plan other content from tomorrow on. What is past, and today, stays as it is."""
    if plan.state == PlanState.ENDED:
        raise PlanOver
    stops = await _stops(session, plan, change, inspected=form_key is not None)
    await _refuse_strangers(session, plan, change, now)
    plan.edition += 1
    session.add(plan)
    await session.flush()
    edition = await _store(session, actor, plan, change, stops, form_key=form_key, now=now)
    if plan.state == PlanState.ACTIVE:
        today = china_date(now)
        # Not called up at all yet: today is still to be made.
        plan.called_up_to = plan.called_up_to and min(plan.called_up_to, today)
        changed = PatrolPlanChanged(
            **_facts(plan, actor), edition_id=edition.id, changed_from=today + timedelta(days=1)
        )
        record(session, changed, now=now)
    return plan


def activate(session: AsyncSession, actor: Actor, plan: PatrolPlan, *, now: datetime) -> PatrolPlan:
    """Let a draft run, from today on."""
    if plan.state == PlanState.ENDED:
        raise PlanOver
    if plan.state == PlanState.ACTIVE:
        raise PlanRunning
    plan.state = PlanState.ACTIVE
    record(session, PatrolPlanActivated(**_facts(plan, actor)), now=now)
    return plan


def end(session: AsyncSession, actor: Actor, plan: PatrolPlan, *, now: datetime) -> PatrolPlan:
    """Nobody goes any more; what is still to be done today need not be."""
    if plan.state == PlanState.ENDED:
        raise PlanOver
    plan.state = PlanState.ENDED
    record(session, PatrolPlanEnded(**_facts(plan, actor)), now=now)
    return plan


def _facts(plan: PatrolPlan, actor: Actor) -> dict[str, Any]:
    return {
        "subject_id": plan.id,
        "district_id": plan.district_id,
        "community_id": plan.community_id,
        "by_id": actor.person_id,
    }


async def _stops(
    session: AsyncSession, plan: PatrolPlan, change: PatrolPlanChange, *, inspected: bool
) -> list[UUID]:
    """The place of each point in the order of walking. `PointUnfit` names those that are unfit."""
    points = [(path, point) for path, point in _numbered(change)]
    assets = {point.asset_id for _, point in points if point.asset_id}
    at = await places_of_assets(session, assets, community_id=plan.community_id)
    wanted = [point.place_id or at.get(point.asset_id) for _, point in points]
    kinds = INSPECTED if inspected else STOPS
    fit = select(Place.id).where(Place.id.in_({one for one in wanted if one}), *_inside(plan))
    known = set(await session.scalars(fit.where(Place.kind.in_(kinds))))
    stops = [one for one in wanted if one in known]
    if len(stops) < len(points):
        code, title = PointUnfit.code, PointUnfit.title
        bad = [path for (path, _), one in zip(points, wanted, strict=True) if one not in known]
        raise PointUnfit(errors=tuple(Fault(path, code, title) for path in bad))
    return [one for one in stops if one is not None]


def _numbered(change: PatrolPlanChange) -> Iterator[tuple[str, Any]]:
    for n, route in enumerate(change.routes):
        for m, point in enumerate(route.points):
            yield f"/routes/{n}/points/{m}", point


def _inside(plan: PatrolPlan) -> list[Any]:
    """Standing, and in the plan's community and grid."""
    inside: list[Any] = [Place.ended_at.is_(None), Place.community_id == plan.community_id]
    if plan.micro_grid_id is not None:
        inside.append(Place.micro_grid_id == plan.micro_grid_id)
    elif plan.general_grid_id is not None:
        inside.append(Place.general_grid_id == plan.general_grid_id)
    return inside


async def _refuse_strangers(
    session: AsyncSession, plan: PatrolPlan, change: PatrolPlanChange, now: datetime
) -> None:
    today, known = china_date(now), {}
    for n, worker_id in enumerate(route.worker_id for route in change.routes):
        if worker_id is None:
            continue
        if worker_id not in known:
            fitting = fitting_posting(worker_id, WALKERS, plan, on=today)
            known[worker_id] = await session.scalar(fitting) is not None
        if not known[worker_id]:
            fault = Fault(f"/routes/{n}/worker_id", WorkerUnfit.code, WorkerUnfit.title)
            raise WorkerUnfit(errors=(fault,))


async def _store(
    session: AsyncSession,
    actor: Actor,
    plan: PatrolPlan,
    change: PatrolPlanChange,
    stops: list[UUID],
    *,
    form_key: str | None,
    now: datetime,
) -> PatrolEdition:
    edition = PatrolEdition(
        id=new_id(),
        plan_id=plan.id,
        number=plan.edition,
        district_id=plan.district_id,
        title=change.title,
        note=change.note,
        form_key=form_key,
        recurrence=change.recurrence.model_dump(),
        opens_minute=minute_of(change.opens),
        closes_minute=minute_of(change.closes),
        first_on=change.first_on,
        last_on=change.last_on,
        skips_holidays=change.skips_holidays,
        drawn_at=now,
        drawn_by_id=actor.person_id,
    )
    session.add(edition)
    await session.flush()
    await _store_routes(session, edition, change, stops)
    return edition


async def _store_routes(
    session: AsyncSession, edition: PatrolEdition, change: PatrolPlanChange, stops: list[UUID]
) -> None:
    beside = {"edition_id": edition.id, "district_id": edition.district_id}
    places = iter(stops)
    routes: list[dict[str, Any]] = []
    points: list[dict[str, Any]] = []
    for position, drawn in enumerate(change.routes):
        route = {"id": new_id(), "position": position, "name": drawn.name, **beside}
        routes.append(route | {"worker_id": drawn.worker_id})
        points += [
            {
                "id": new_id(),
                "route_id": route["id"],
                "position": len(points) + n,
                "place_id": next(places),
                "asset_id": point.asset_id,
                **beside,
            }
            for n, point in enumerate(drawn.points)
        ]
    await session.execute(insert(PatrolRoute), routes)
    await session.execute(insert(PatrolPoint), points)
