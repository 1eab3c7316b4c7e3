"""Rounds over HTTP: one window for many doors."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope, in_view
from shequ_api.base.access.policies import AnyActor
from shequ_api.base.places.models import Place
from shequ_api.base.residency.standing import hold_standing
from shequ_api.features.visit_rounds import queries, service
from shequ_api.features.visit_rounds.rules import MOST_STOPS
from shequ_api.features.visit_rounds.schemas import VisitRoundPlan, VisitRoundView
from shequ_api.features.visits.public import (
    Planner,
    Viewer,
    Visit,
    VisitCancellation,
    VisitLine,
    VisitPermission,
    VisitPurpose,
    VisitRound,
    VisitWindow,
    Window,
    cancel,
    line_of,
    move,
    place_in_scope,
    plan_of,
    visit_lines,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["visit_rounds"])


async def round_in_view(round_id: UUID, actor: AnyActor, session: Session) -> VisitRound:
    """A round inside the actor's scope."""
    seen = in_view(actor, VisitRound, VisitPermission.VIEW)
    found = await session.scalar(select(VisitRound).where(VisitRound.id == round_id, seen))
    if found is None:
        raise Absent
    return found


TheRound = Annotated[VisitRound, Depends(round_in_view)]


@router.post("/visit-rounds", status_code=201)
async def plan_visit_round(
    body: VisitRoundPlan, actor: Planner, session: Session, now: Now
) -> VisitRoundView:
    """安排集中走访: One window for the doors of a compound, building or unit, or for some."""
    place = await place_in_scope(session, actor, body.place_id)
    await hold_standing(session, place)
    doors = await _doors(session, actor, place, body.dwelling_ids)
    plan = await plan_of(session, body, place)
    made = await service.plan_round(session, actor, place, doors, plan, now=now)
    return await _round(session, made)


async def _doors(
    session: AsyncSession, actor: Actor, place: Place, chosen: tuple[UUID, ...] | None
) -> list[Place]:
    doors = queries.dwellings_of(place)
    if chosen is not None:
        doors = doors.where(Place.id.in_(chosen))
    found = list(await session.scalars(doors.limit(MOST_STOPS + 1)))
    # Of a place that several grids share, each plans for its own.
    found = [door for door in found if actor.covers(door)] if chosen is None else found
    if chosen is not None and len(found) < len(set(chosen)):
        raise service.RoundUnfit
    if not all(actor.covers(door) for door in found):
        raise service.RoundUnfit
    return found


@router.get("/visit-rounds")
async def list_visit_rounds(
    actor: Viewer, session: Session, paging: ThePaging
) -> Page[VisitRoundView]:
    """集中走访列表: Rounds in my scope, the latest first, with how far they are."""
    lines = queries.round_lines(in_scope(actor, VisitRound))
    order = [VisitRound.opens_at, VisitRound.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[_view(row) for row in rows], next_cursor=cursor)


@router.get("/visit-rounds/{round_id}/visits")
async def list_round_visits(
    found: TheRound,
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    unanswered: Annotated[
        bool, Query(description="Only where a household asked for something")
    ] = False,
) -> Page[VisitLine]:
    """集中走访的各户: The stops of a round in the order of walking."""
    lines = visit_lines(Visit.round_id == found.id, in_scope(actor, Visit))
    if unanswered:
        lines = lines.where(Visit.wish.is_not(None))
    order = [Visit.position, Visit.id]
    rows, cursor = await page_of(session, lines, order, paging, ascending=True)
    return Page(items=[line_of(row) for row in rows], next_cursor=cursor)


@router.put("/visit-rounds/{round_id}/window")
async def move_visit_round(
    body: VisitWindow, found: TheRound, _: Planner, session: Session, now: Now
) -> VisitRoundView:
    """改约集中走访: Another time for all its stops that have not begun."""
    purpose = await session.get_one(VisitPurpose, found.purpose_code)
    window = Window(body.opens_at, body.closes_at)
    stops = await service.stops_of(session, found.id)
    await move(session, stops, purpose, window, now=now)
    found.opens_at, found.closes_at = window
    return await _round(session, found)


@router.post("/visit-rounds/{round_id}/cancellation")
async def cancel_visit_round(
    body: VisitCancellation, found: TheRound, actor: Planner, session: Session, now: Now
) -> VisitRoundView:
    """取消集中走访: Nobody comes to the stops that have not begun."""
    for visit in await service.stops_of(session, found.id):
        cancel(session, actor.person_id, visit, note=body.note, now=now)
    return await _round(session, found)


def _view(row: Any) -> VisitRoundView:
    return VisitRoundView(**{name: row[name] for name in VisitRoundView.model_fields})


async def _round(session: AsyncSession, found: VisitRound) -> VisitRoundView:
    await session.flush()
    lines = await session.execute(queries.round_lines(VisitRound.id == found.id))
    return _view(lines.mappings().one())
