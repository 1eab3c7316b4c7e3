"""At each site a draft plan for its micro-grid, and a running one with a task of today; check-ins
of those who walk at the dwellings where they may; and all places taken up by coverage."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from shequ_api.base.access.actor import Scope
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Grid, Place
from shequ_api.features.check_ins import queries as check_ins
from shequ_api.features.check_ins.models import ReviewState
from shequ_api.features.coverage.service import take_up
from shequ_api.features.patrol_plans import service as planning
from shequ_api.features.patrol_plans.models import PatrolEdition, PatrolPlan, PatrolPoint
from shequ_api.features.patrol_plans.rules import window_on
from shequ_api.features.patrol_plans.schemas import PatrolPlanChange
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.patrol_tasks.rules import TaskState
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.planting_check_ins import checked_in
from tests.matrix.sites import Site
from tests.matrix.world import World

WALKERS = ("micro_grid_worker", "general_grid_worker")


async def plant(ground: Ground, world: World, site: Site) -> None:
    if not (site.grid and site.dwelling and site.worker):
        return
    draft = await _plan(ground, site)
    running = await _plan(ground, site)
    planning.activate(ground.session, somebody(site.worker), running, now=ground.now)
    task = await _task(ground, site, running)
    site.things |= {
        "patrol_plan": str(draft.id),
        "patrol_running": str(running.id),
        "patrol_task": str(task.id),
    }
    for role in WALKERS:
        if site.key in ("home", "door", "next"):
            worker = UUID(world.people[role])
            world.facts[f"at_task:{role}:{site.key}"] = await _check_in(ground, site, worker)


async def own_things(ground: Ground, _: World) -> None:
    """Last of all, when every site has its places."""
    await take_up(ground.session, ground.now)


def content(site: Site, title: str) -> dict[str, Any]:
    """What a plan says: every day at the site's dwelling."""
    return {
        "title": title,
        "recurrence": {"kind": "every", "days": 1},
        "opens": "00:00",
        "closes": "24:00",
        "first_on": "2026-01-01",
        "routes": [{"name": "一线", "points": [{"place_id": site.dwelling}]}],
    }


async def _plan(ground: Ground, site: Site) -> PatrolPlan:
    community = await ground.session.get_one(Place, UUID(site.community))
    grid = await ground.session.get_one(Grid, UUID(site.grid))
    chief = somebody(site.worker, Scope("community_id", community.id))
    plan = planning.begin_plan(chief, community, grid, now=ground.now)
    change = PatrolPlanChange.model_validate(content(site, word(site, "patrol_title")))
    await planning.write_edition(ground.session, chief, plan, change, form_key=None, now=ground.now)
    return plan


async def _task(ground: Ground, site: Site, plan: PatrolPlan) -> PatrolTask:
    point = (
        select(PatrolPoint)
        .join(PatrolEdition, PatrolEdition.id == PatrolPoint.edition_id)
        .where(PatrolEdition.plan_id == plan.id)
    )
    stop = (await ground.session.scalars(point)).one()
    # Open for two days, so that a run over midnight finds it open too.
    window = window_on(china_date(ground.now), 0, 1440)
    task = PatrolTask(
        id=new_id(),
        **located_at(await ground.session.get_one(Place, stop.place_id)),
        plan_id=plan.id,
        edition_id=stop.edition_id,
        point_id=stop.id,
        title=word(site, "patrol_title"),
        route_name=word(site, "patrol_route"),
        position=0,
        due_on=china_date(ground.now),
        opens_at=window.opens_at,
        closes_at=window.closes_at + timedelta(days=1),
        state=TaskState.READY,
    )
    ground.session.add(task)
    await ground.session.flush()
    return task


async def _check_in(ground: Ground, site: Site, worker_id: UUID) -> str:
    spot = await check_ins.place_spot(ground.session, UUID(site.dwelling))
    kept = await checked_in(ground, spot, worker_id, place_id=site.dwelling)
    # All are planted at one spot at once, which raises doubts that are not the matter here.
    kept.review_state = ReviewState.NONE
    return str(kept.id)
