"""Arranging visits: one door, many doors, another time, not at all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.base.residency.queries import home_at
from shequ_api.features.visit_purposes.public import VisitPurpose
from shequ_api.features.visits.events import VisitCancelled, VisitMoved, VisitPlanned
from shequ_api.features.visits.models import Visit
from shequ_api.features.visits.rules import (
    STATE_TITLES,
    VisitState,
    Window,
    fits,
)
from shequ_api.features.visits.service.participants import Guest, bring, follow_window
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Fault, Malformed, NotNow
from shequ_api.kit.ids import new_id

VISITED = frozenset({PlaceKind.DWELLING, PlaceKind.BUILDING})


class WindowUnfit(Malformed):
    code, title = "visit_window_unfit", "走访时段须在今后 180 天内，且不超过 12 小时"


class VisitPlaceUnfit(Malformed):
    code, title = "visit_place_unfit", "请选择一户或一栋楼"


class ConcernedUnfit(Malformed):
    """Only of a dwelling, only about a purpose that concerns a person, only who lives there."""

    code, title = "visit_concerned_unfit", "当事人须是这一户已核实的住户，且走访事由针对个人"


class VisitOver(NotNow):
    """Says in which state it is."""

    code, title = "visit_over", "这次走访已经不能这样操作"

    def __init__(self, state: str) -> None:
        super().__init__(f"当前状态是“{STATE_TITLES[VisitState(state)]}”", state=state)


class Plan(NamedTuple):
    """What is said of a visit, or of all of a round."""

    purpose: VisitPurpose
    form_keys: list[str]
    window: Window
    for_household: bool
    guests: Sequence[Guest]
    note: str | None


async def plan_visit(
    session: AsyncSession,
    actor: Actor,
    place: Place,
    plan: Plan,
    *,
    concerned_id: UUID | None,
    now: datetime,
) -> Visit:
    """Arrange a visit to a dwelling or building."""
    check_window(plan.window, now)
    if place.kind not in VISITED:
        raise VisitPlaceUnfit(
            errors=(Fault("/place_id", VisitPlaceUnfit.code, "请选择一户或一栋楼"),)
        )
    if concerned_id is not None:
        await _check_concerned(session, place, plan, concerned_id, now)
    visit = visit_at(actor, place, plan, now=now, concerned_id=concerned_id)
    begin_all(session, actor, [visit], plan, now=now)
    return visit


def begin_all(
    session: AsyncSession, actor: Actor, visits: Sequence[Visit], plan: Plan, *, now: datetime
) -> None:
    """Arrange visits as one plan says; who comes along comes to all of them."""
    session.add_all(visits)
    for visit in visits:
        bring(session, actor, visit, plan.purpose, plan.guests, now=now)
        record(session, VisitPlanned(**told(visit)), now=now)


def visit_at(
    actor: Actor,
    place: Place,
    plan: Plan,
    *,
    now: datetime,
    concerned_id: UUID | None = None,
    round_id: UUID | None = None,
    position: int = 0,
) -> Visit:
    """A new visit at a place, as a plan says."""
    return Visit(
        id=new_id(),
        **located_at(place),
        round_id=round_id,
        position=position,
        purpose_code=plan.purpose.code,
        form_keys=list(plan.form_keys),
        concerned_id=concerned_id,
        for_household=plan.for_household or not plan.purpose.concerns_person,
        opens_at=plan.window.opens_at,
        closes_at=plan.window.closes_at,
        planned_by_id=actor.person_id,
        planned_at=now,
        note=plan.note,
        state=VisitState.PLANNED,
        attempt=1,
    )


def check_window(window: Window, now: datetime) -> None:
    """Refuse what is over, too long or too far off."""
    if not fits(window, now):
        raise WindowUnfit


async def _check_concerned(
    session: AsyncSession, place: Place, plan: Plan, concerned_id: UUID, now: datetime
) -> None:
    home = home_at(concerned_id, place.id, china_date(now))
    if not plan.purpose.concerns_person or await session.scalar(home.limit(1)) is None:
        raise ConcernedUnfit


async def move(
    session: AsyncSession,
    visits: Sequence[Visit],
    purpose: VisitPurpose,
    window: Window,
    *,
    now: datetime,
) -> None:
    """Another time for what has not begun; the same again changes nothing. What households had said
    to the old one is answered by it."""
    check_window(window, now)
    for visit in visits:
        if visit.state != VisitState.PLANNED:
            raise VisitOver(visit.state)
    moved = [visit for visit in visits if (visit.opens_at, visit.closes_at) != window]
    for visit in moved:
        visit.opens_at, visit.closes_at = window
        visit.wish = None
        record(session, VisitMoved(**told(visit)), now=now)
    await follow_window(session, moved, purpose)


def cancel(
    session: AsyncSession, actor_id: UUID | None, visit: Visit, *, note: str | None, now: datetime
) -> None:
    """Nobody comes. Once cancelled it stays so."""
    if visit.state == VisitState.CANCELLED:
        return
    if visit.state != VisitState.PLANNED:
        raise VisitOver(visit.state)
    visit.state, visit.closed_at, visit.closed_by_id = VisitState.CANCELLED, now, actor_id
    visit.outcome_note = note
    record(session, VisitCancelled(**told(visit)), now=now)


def facts_of(visit: Visit) -> dict[str, Any]:
    """What every fact about a visit says."""
    return {
        "subject_id": visit.id,
        "district_id": visit.district_id,
        "community_id": visit.community_id,
        "place_id": visit.place_id,
        "purpose_code": visit.purpose_code,
        "opens_at": visit.opens_at,
        "closes_at": visit.closes_at,
    }


def told(visit: Visit) -> dict[str, Any]:
    """The same, and who may be told."""
    household = {"for_household": visit.for_household, "concerned_id": visit.concerned_id}
    return facts_of(visit) | household
