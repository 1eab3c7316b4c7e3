"""Visits over HTTP: arranging them and going there, for those who serve the grid."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Query
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import in_scope
from shequ_api.base.residency.standing import hold_standing
from shequ_api.features.check_ins.public import spot_of_check_in
from shequ_api.features.visits import queries
from shequ_api.features.visits.loading_router import (
    Conductor,
    Planner,
    ThePurpose,
    TheVisit,
    Viewer,
    place_in_scope,
    plan_of,
)
from shequ_api.features.visits.models import Visit
from shequ_api.features.visits.rules import ReplyKind, VisitState, Window
from shequ_api.features.visits.schemas import (
    Invitation,
    VisitBeginning,
    VisitCancellation,
    VisitConclusion,
    VisitLine,
    VisitPlan,
    VisitRetry,
    VisitView,
    VisitWindow,
)
from shequ_api.features.visits.service import conducting, participants, planning
from shequ_api.features.visits.showing import line_of, view_of
from shequ_api.kit.clock import china_date, china_midnight
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["visits"])
ORDER = [Visit.opens_at, Visit.id]


@router.post("/visits", status_code=201)
async def plan_visit(body: VisitPlan, actor: Planner, session: Session, now: Now) -> VisitView:
    """安排走访: Arrange a visit to a dwelling or building, alone or together with others."""
    place = await place_in_scope(session, actor, body.place_id)
    await hold_standing(session, place)
    plan = await plan_of(session, body, place)
    visit = await planning.plan_visit(
        session, actor, place, plan, concerned_id=body.concerned_id, now=now
    )
    return await view_of(session, visit, now)


@router.get("/visits")
async def list_visits(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    now: Now,
    on: Annotated[
        date | None,
        Query(ge=date(2000, 1, 1), lt=date(2200, 1, 1), description="The day; today without it"),
    ] = None,
    state: Annotated[VisitState | None, Query(description="Only those in this state")] = None,
    wish: Annotated[
        ReplyKind | None, Query(description="Only where a household asked for this")
    ] = None,
) -> Page[VisitLine]:
    """走访列表: The visits of a day in my scope, in the order of their windows."""
    day = on or china_date(now)
    lines = queries.visit_lines(
        in_scope(actor, Visit),
        Visit.opens_at >= china_midnight(day),
        Visit.opens_at < china_midnight(day + timedelta(days=1)),
    )
    if state is not None:
        lines = lines.where(Visit.state == state)
    if wish is not None:
        lines = lines.where(Visit.wish == wish)
    rows, cursor = await page_of(session, lines, ORDER, paging, ascending=True)
    return Page(items=[line_of(row) for row in rows], next_cursor=cursor)


@router.get("/visits/{visit_id}")
async def get_visit(visit: TheVisit, _: Viewer, session: Session, now: Now) -> VisitView:
    """查看走访: One visit: who comes, what the household said, and how it went."""
    return await view_of(session, visit, now)


@router.put("/visits/{visit_id}/window")
async def move_visit(
    body: VisitWindow,
    visit: TheVisit,
    actor: Planner,
    purpose: ThePurpose,
    session: Session,
    now: Now,
) -> VisitView:
    """改约走访: Another time for a visit that has not begun."""
    await conducting.lock(session, visit)
    window = Window(body.opens_at, body.closes_at)
    await planning.move(session, [visit], purpose, window, now=now)
    return await view_of(session, visit, now)


@router.post("/visits/{visit_id}/cancellation")
async def cancel_visit(
    body: VisitCancellation, visit: TheVisit, actor: Planner, session: Session, now: Now
) -> VisitView:
    """取消走访: Nobody comes; participants see nothing of it from now on."""
    await conducting.lock(session, visit)
    planning.cancel(session, actor.person_id, visit, note=body.note, now=now)
    return await view_of(session, visit, now)


@router.post("/visits/{visit_id}/participants")
async def invite_visit_participant(
    body: Invitation,
    visit: TheVisit,
    actor: Planner,
    purpose: ThePurpose,
    session: Session,
    now: Now,
) -> VisitView:
    """邀请联合走访人: Somebody more comes along."""
    await _open(session, visit)
    place = await place_in_scope(session, actor, visit.place_id)
    window = Window(visit.opens_at, visit.closes_at)
    [guest] = await participants.guests_of(session, [body], place, window)
    await participants.invite(session, actor, visit, purpose, guest, now=now)
    return await view_of(session, visit, now)


@router.delete("/visits/{visit_id}/participants/{person_id}")
async def remove_visit_participant(
    person_id: UUID, visit: TheVisit, _: Planner, session: Session, now: Now
) -> VisitView:
    """移除联合走访人: Somebody does not come after all, and sees nothing from now on."""
    await conducting.lock(session, visit)
    await participants.take_off(session, visit, person_id, now=now)
    return await view_of(session, visit, now)


@router.post("/visits/{visit_id}/beginning")
async def begin_visit(
    body: VisitBeginning, visit: TheVisit, actor: Conductor, session: Session, now: Now
) -> VisitView:
    """开始走访: At the door, as one's check-in shows, with those who are there."""
    spot = await spot_of_check_in(session, actor.person_id, body.check_in_id)
    await conducting.begin_at_door(
        session,
        actor,
        visit,
        spot,
        check_in_id=body.check_in_id,
        present_ids=body.present_ids,
        now=now,
    )
    return await view_of(session, visit, now)


@router.post("/visits/{visit_id}/conclusion")
async def conclude_visit(
    body: VisitConclusion, visit: TheVisit, actor: Conductor, session: Session, now: Now
) -> VisitView:
    """结束走访: Done, nobody at home, or refused at the door."""
    await conducting.conclude(session, actor, visit, outcome=body.outcome, note=body.note, now=now)
    return await view_of(session, visit, now)


@router.post("/visits/{visit_id}/retry", status_code=201)
async def retry_visit(
    body: VisitRetry,
    visit: TheVisit,
    actor: Planner,
    purpose: ThePurpose,
    session: Session,
    now: Now,
) -> VisitView:
    """再次走访: Come again where nobody was at home, at the proposed time or another."""
    window = Window(body.opens_at, body.closes_at) if body.opens_at and body.closes_at else None
    again = await conducting.retry(session, actor, visit, purpose, window, now=now)
    return await view_of(session, again, now)


async def _open(session: AsyncSession, visit: Visit) -> None:
    await conducting.lock(session, visit)
    if visit.state != VisitState.PLANNED:
        raise planning.VisitOver(visit.state)
