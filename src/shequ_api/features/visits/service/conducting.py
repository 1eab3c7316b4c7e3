"""At the door: begun, ended, and tried again."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.features.check_ins.public import CheckInSpot
from shequ_api.features.visit_purposes.public import VisitPurpose
from shequ_api.features.visits.events import VisitConcluded, VisitPlanned
from shequ_api.features.visits.models import Visit, VisitParticipant
from shequ_api.features.visits.rules import (
    LATE_BY,
    OPEN,
    DoorOutcome,
    VisitState,
    Window,
    come_again,
    fits,
)
from shequ_api.features.visits.service.participants import Guest, bring
from shequ_api.features.visits.service.planning import VisitOver, WindowUnfit, facts_of, told
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.ids import new_id


class VisitCheckInUnfit(Malformed):
    """Nobody else's, none from another place, none from another day."""

    code, title = "visit_check_in_unfit", "打卡不是您的、不在这里，或不是走访当天的；请先上传打卡"


class PresentUnfit(Malformed):
    code, title = "visit_present_unfit", "到场人员须在联合走访名单中"


class NotBegun(NotNow):
    code, title = "visit_not_begun", "请先打卡开始走访"


class RetryNotDue(NotNow):
    """Only after nobody was at home, once, and not for ever."""

    code, title = "visit_retry_not_due", "这次走访不需要再次安排，或已多次上门无人"


async def lock(session: AsyncSession, visit: Visit) -> Visit:
    """The visit as it is now, held until this is written."""
    await session.refresh(visit, with_for_update=True)
    return visit


async def begin_at_door(
    session: AsyncSession,
    actor: Actor,
    visit: Visit,
    spot: CheckInSpot | None,
    *,
    check_in_id: UUID,
    present_ids: Collection[UUID],
    now: datetime,
) -> Visit:
    """At the door, as a check-in on the spot shows, with who is there. The same again is the same;
    more who came later are added."""
    await lock(session, visit)
    if visit.state not in OPEN:
        raise VisitOver(visit.state)
    _check_spot(visit, spot)
    await _note_present(session, visit, present_ids)
    if visit.state == VisitState.PLANNED:
        visit.state, visit.check_in_id = VisitState.UNDER_WAY, check_in_id
        visit.began_at, visit.began_by_id = now, actor.person_id
    return visit


def _check_spot(visit: Visit, spot: CheckInSpot | None) -> None:
    there = {visit.place_id, visit.building_id} - {None}
    if spot is None or not there & {spot.place_id, spot.code_place_id}:
        raise VisitCheckInUnfit
    # By either clock: the phone's, which has no signal for hours, or ours, if the phone's is off.
    day = china_date(visit.opens_at)
    if day not in {china_date(spot.device_at), china_date(spot.received_at)}:
        raise VisitCheckInUnfit


async def _note_present(session: AsyncSession, visit: Visit, present_ids: Collection[UUID]) -> None:
    found = select(VisitParticipant).where(
        VisitParticipant.visit_id == visit.id, VisitParticipant.removed_at.is_(None)
    )
    coming = {one.person_id: one for one in await session.scalars(found)}
    if set(present_ids) - coming.keys():
        raise PresentUnfit
    for person_id, one in coming.items():
        one.present = person_id in present_ids or bool(one.present)


async def conclude(
    session: AsyncSession,
    actor: Actor,
    visit: Visit,
    *,
    outcome: DoorOutcome,
    note: str | None,
    now: datetime,
) -> Visit:
    """How it ended. The same again is the same. Where nobody opened, nothing need have begun."""
    await lock(session, visit)
    said = (visit.state, visit.closed_by_id, visit.outcome_note)
    if said == (outcome, actor.person_id, note):
        return visit
    if visit.state not in OPEN:
        raise VisitOver(visit.state)
    if outcome == DoorOutcome.DONE and visit.state != VisitState.UNDER_WAY:
        raise NotBegun
    visit.state, visit.outcome_note = VisitState(outcome), note
    visit.closed_at, visit.closed_by_id = now, actor.person_id
    there = select(VisitParticipant.person_id).where(
        VisitParticipant.visit_id == visit.id, VisitParticipant.present.is_(True)
    )
    present = sorted(await session.scalars(there))
    told_of = VisitConcluded(**facts_of(visit), outcome=outcome, at=now, present_ids=present)
    record(session, told_of, now=now)
    return visit


def proposal_of(visit: Visit, now: datetime) -> Window | None:
    """When to come again; None where one need not, or did often enough."""
    if visit.state != VisitState.NOBODY_HOME:
        return None
    return come_again(Window(visit.opens_at, visit.closes_at), visit.attempt, now)


async def retry(
    session: AsyncSession,
    actor: Actor,
    visit: Visit,
    purpose: VisitPurpose,
    window: Window | None,
    *,
    now: datetime,
) -> Visit:
    """Arrange the same once more, at the proposed time or another. Once for each attempt."""
    await lock(session, visit)
    proposed = proposal_of(visit, now)
    again = select(Visit.id).where(
        Visit.retry_of_id == visit.id, Visit.state != VisitState.CANCELLED
    )
    if proposed is None or await session.scalar(again) is not None:
        raise RetryNotDue
    chosen = window or proposed
    if not fits(chosen, now):
        raise WindowUnfit
    place = await session.get_one(Place, visit.place_id)
    next_one = Visit(
        id=new_id(),
        **located_at(place),
        round_id=None,
        position=0,
        purpose_code=visit.purpose_code,
        form_keys=visit.form_keys,
        concerned_id=visit.concerned_id,
        for_household=visit.for_household,
        opens_at=chosen.opens_at,
        closes_at=chosen.closes_at,
        planned_by_id=actor.person_id,
        planned_at=now,
        note=visit.note,
        state=VisitState.PLANNED,
        attempt=visit.attempt + 1,
        retry_of_id=visit.id,
    )
    session.add(next_one)
    coming = select(VisitParticipant).where(
        VisitParticipant.visit_id == visit.id, VisitParticipant.removed_at.is_(None)
    )
    guests = [Guest(one.person_id, one.posting_id) for one in await session.scalars(coming)]
    bring(session, actor, next_one, purpose, guests, now=now)
    record(session, VisitPlanned(**told(next_one)), now=now)
    return next_one


def takes(visit: Visit, filled_at: datetime, received_at: datetime) -> bool:
    """Whether what was written down then, and came now, was written at this visit."""
    day = china_date(visit.opens_at)
    there = day in {china_date(filled_at), china_date(received_at)}
    return there and received_at < visit.closes_at + LATE_BY
