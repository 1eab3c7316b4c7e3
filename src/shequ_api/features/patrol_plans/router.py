"""Plans over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.models import Grid, GridKind, Place
from shequ_api.features.inspection_forms.public import sheet_for
from shequ_api.features.patrol_plans import queries, service
from shequ_api.features.patrol_plans.models import PatrolPlan
from shequ_api.features.patrol_plans.permissions import PatrolPlanPermission
from shequ_api.features.patrol_plans.rules import PlanState
from shequ_api.features.patrol_plans.schemas import (
    PatrolPlanChange,
    PatrolPlanDraft,
    PatrolPlanLine,
    PatrolPlanView,
)
from shequ_api.features.patrol_plans.showing import plan_line, plan_view
from shequ_api.kit.errors import Absent, Malformed
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.versions import IfMatch, show_version
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["patrol_plans"])


class CommunityNeeded(Malformed):
    """Plans are drawn up by somebody who holds an office inside a community."""

    code, title = "community_needed", "请以社区内的身份制定计划"


async def plan_in_scope(plan_id: UUID, actor: AnyActor, session: Session) -> PatrolPlan:
    """A plan for a grid or community inside the actor's scope."""
    plan = await session.get(PatrolPlan, plan_id)
    if plan is None or not actor.covers(plan):
        raise Absent
    return plan


ThePlan = Annotated[PatrolPlan, Depends(plan_in_scope)]
Planner = Annotated[Actor, Depends(may(PatrolPlanPermission.MANAGE))]
Viewer = Annotated[Actor, Depends(may(PatrolPlanPermission.VIEW))]


async def _community_of(session: AsyncSession, actor: Actor) -> Place:
    if actor.acting is None or actor.acting.community_id is None:
        raise CommunityNeeded
    return await session.get_one(Place, actor.acting.community_id)


async def _grid_of(session: AsyncSession, actor: Actor, grid_id: UUID | None) -> Grid | None:
    """The grid that a plan is for, which stands in scope; None where none is named."""
    if grid_id is None:
        return None
    grid = await session.get(Grid, grid_id)
    standing = grid is not None and grid.ended_at is None and grid.kind != GridKind.DEDICATED
    if grid is None or not standing or not actor.covers(grid):
        raise Absent
    return grid


async def _form_key(session: AsyncSession, version_id: UUID | None, place: Place) -> str | None:
    return (await sheet_for(session, version_id, place)).key if version_id else None


@router.get("/patrol-plans")
async def list_patrol_plans(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    state: Annotated[PlanState | None, Query(description="Only those in this state")] = None,
) -> Page[PatrolPlanLine]:
    """巡查计划列表: Plans in my scope, newest first."""
    lines = queries.plan_lines(in_scope(actor, PatrolPlan))
    if state is not None:
        lines = lines.where(PatrolPlan.state == state)
    rows, cursor = await page_of(session, lines, [PatrolPlan.drawn_at, PatrolPlan.id], paging)
    return Page(items=[plan_line(row) for row in rows], next_cursor=cursor)


@router.post("/patrol-plans", status_code=201)
async def draw_patrol_plan(
    draft: PatrolPlanDraft, actor: Planner, session: Session, response: Response, now: Now
) -> PatrolPlanView:
    """制定巡查计划: Draw up a plan for my community or one of its grids; a draft has no tasks."""
    community = await _community_of(session, actor)
    grid = await _grid_of(session, actor, draft.grid_id)
    form_key = await _form_key(session, draft.form_version_id, community)
    plan = service.begin_plan(actor, community, grid, now=now)
    await service.write_edition(session, actor, plan, draft, form_key=form_key, now=now)
    return await _shown(session, plan, response)


@router.get("/patrol-plans/{plan_id}")
async def get_patrol_plan(
    plan: ThePlan, _: Viewer, session: Session, response: Response
) -> PatrolPlanView:
    """查看巡查计划: A plan in its current edition, with its routes and points."""
    return await _shown(session, plan, response)


@router.put("/patrol-plans/{plan_id}")
async def change_patrol_plan(
    change: PatrolPlanChange,
    plan: ThePlan,
    actor: Planner,
    session: Session,
    match: IfMatch,
    response: Response,
    now: Now,
) -> PatrolPlanView:
    """调整巡查计划: What a plan says from tomorrow on; tasks of today and before stay."""
    await service.lock(session, plan)
    match.check(plan.version)
    community = await session.get_one(Place, plan.community_id)
    form_key = await _form_key(session, change.form_version_id, community)
    await service.write_edition(session, actor, plan, change, form_key=form_key, now=now)
    return await _shown(session, plan, response)


@router.post("/patrol-plans/{plan_id}/activation")
async def activate_patrol_plan(
    plan: ThePlan, actor: Planner, session: Session, response: Response, now: Now
) -> PatrolPlanView:
    """启动巡查计划: Let a draft run; its tasks are made within minutes, from today on."""
    await service.lock(session, plan)
    service.activate(session, actor, plan, now=now)
    return await _shown(session, plan, response)


@router.post("/patrol-plans/{plan_id}/ending")
async def end_patrol_plan(
    plan: ThePlan, actor: Planner, session: Session, response: Response, now: Now
) -> PatrolPlanView:
    """结束巡查计划: No more tasks; those still to be done are cancelled."""
    await service.lock(session, plan)
    service.end(session, actor, plan, now=now)
    return await _shown(session, plan, response)


async def _shown(session: AsyncSession, plan: PatrolPlan, response: Response) -> PatrolPlanView:
    view = await plan_view(session, plan)
    show_version(response, plan.version)
    return view
