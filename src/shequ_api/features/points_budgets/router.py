"""Budgets over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import ColumnElement, and_, or_, select

from shequ_api.base.access.actor import Actor, in_scope, kept_above
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.points_budgets import queries
from shequ_api.features.points_budgets.models import PointsBudget, PointsBudgetVersion
from shequ_api.features.points_budgets.permissions import BudgetPermission
from shequ_api.features.points_budgets.schemas import (
    PointsBudgetChange,
    PointsBudgetDraft,
    PointsBudgetVersionView,
    PointsBudgetView,
)
from shequ_api.features.points_budgets.service.setting import change_budget, set_budget
from shequ_api.features.points_budgets.showing import budget_view
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent, Malformed
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["points"])
Viewer = Annotated[Actor, Depends(may(BudgetPermission.VIEW))]
Setter = Annotated[Actor, Depends(may(BudgetPermission.SET))]
OFFICES = (PlaceKind.DISTRICT, PlaceKind.COMMUNITY)


class CommunityNeeded(Malformed):
    """The budget of a whole district is for whoever acts for the district."""

    code, title = "community_needed", "请指定社区，全区的额度由区级管理员设定"


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    """Budgets in the actor's scope, and those of the whole district in which they act."""
    whole = PointsBudget.community_id.is_(None)
    return or_(
        in_scope(actor, PointsBudget), and_(kept_above(actor, PointsBudget.district_id), whole)
    )


async def budget_in_view(budget_id: UUID, actor: AnyActor, session: Session) -> PointsBudget:
    """A budget that the actor sees."""
    found: PointsBudget | None = await session.scalar(
        select(PointsBudget).where(PointsBudget.id == budget_id, _seen_by(actor))
    )
    if found is None:
        raise Absent
    return found


TheBudget = Annotated[PointsBudget, Depends(budget_in_view)]


async def _places(
    session: Session, actor: Actor, community_id: UUID | None
) -> tuple[Place, Place | None]:
    """The office that sets a new budget, and whose it is to be."""
    if actor.acting is None:
        raise Absent
    office = await session.get(Place, actor.acting.scope.id)
    if office is None or office.kind not in OFFICES:
        raise Absent
    if community_id is None:
        if office.kind != PlaceKind.DISTRICT:
            raise CommunityNeeded
        return office, None
    community = await session.get(Place, community_id)
    if community is None or community.kind != PlaceKind.COMMUNITY or not actor.covers(community):
        raise Absent
    if community.ended_at is not None:
        raise Absent
    return office, community


async def _shown(session: Session, budget: PointsBudget) -> PointsBudgetView:
    row = await session.execute(queries.budget_lines(PointsBudget.id == budget.id))
    return budget_view(row.mappings().one())


@router.get("/points-budgets")
async def list_points_budgets(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    now: Now,
    community_id: Annotated[UUID | None, Query(description="Only of this community")] = None,
    current: Annotated[bool, Query(description="Only those that hold today")] = False,
) -> Page[PointsBudgetView]:
    """积分发放额度: The budgets in my scope, and those of the whole district, with what is used and
    left; the latest period first."""
    lines = queries.budget_lines(_seen_by(actor))
    if community_id is not None:
        lines = lines.where(PointsBudget.community_id == community_id)
    if current:
        today = china_date(now)
        lines = lines.where(PointsBudget.starts_on <= today, PointsBudget.ends_on > today)
    order = [PointsBudget.starts_on, PointsBudget.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[budget_view(row) for row in rows], next_cursor=cursor)


@router.post("/points-budgets", status_code=201)
async def set_points_budget(
    draft: PointsBudgetDraft, actor: Setter, session: Session, now: Now
) -> PointsBudgetView:
    """设定积分发放额度: Set how many points may be issued in a period, counted from now on. Where
    several budgets hold, each limits."""
    office, community = await _places(session, actor, draft.community_id)
    said = draft.model_dump(exclude={"community_id"})
    return await _shown(
        session, await set_budget(session, actor, office, community, **said, now=now)
    )


@router.get("/points-budgets/{budget_id}")
async def get_points_budget(budget: TheBudget, _: Viewer, session: Session) -> PointsBudgetView:
    """查看积分发放额度: One budget of my scope, or of the district in which I serve."""
    return await _shown(session, budget)


@router.put("/points-budgets/{budget_id}/limit")
async def change_points_budget(
    change: PointsBudgetChange, budget: TheBudget, actor: Setter, session: Session, now: Now
) -> PointsBudgetView:
    """调整积分发放额度: Raise or lower a budget, by the office that set it; never below what is
    issued. The same again changes nothing."""
    changed = await change_budget(
        session,
        actor,
        budget,
        points=change.points,
        pays_part=change.pays_part,
        reason=change.reason,
        now=now,
    )
    return await _shown(session, changed)


@router.get("/points-budgets/{budget_id}/versions")
async def list_points_budget_versions(
    budget: TheBudget, _: Viewer, session: Session, paging: ThePaging
) -> Page[PointsBudgetVersionView]:
    """额度调整记录: How a budget was set and changed, by whom and why, newest first."""
    lines = queries.version_lines(budget.id)
    rows, cursor = await page_of(session, lines, [PointsBudgetVersion.version], paging)
    items = [PointsBudgetVersionView.model_validate(row) for row in rows]
    return Page(items=items, next_cursor=cursor)
