"""What coverage hears: that somebody went somewhere, and that a place is gone."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.base.places.events import PlaceEnded
from shequ_api.features.check_ins.events import CheckInFact, CheckInRecorded, CheckInReviewed
from shequ_api.features.check_ins.public import spot_of_check_in
from shequ_api.features.coverage.rules import visited_on
from shequ_api.features.coverage.service import forget_below, note_visit, recount
from shequ_api.features.patrol_tasks.events import PatrolTaskCompleted, PatrolTaskReopened
from shequ_api.features.patrols.events import InspectionDeleted, InspectionReceived
from shequ_api.features.patrols.public import visit_of
from shequ_api.kit.clock import china_date


async def note_inspection(session: AsyncSession, fact: InspectionReceived, _: datetime) -> None:
    """A form was filled in there."""
    visit = await visit_of(session, fact.subject_id)
    if visit is not None:
        day = visited_on(visit.filled_at, visit.received_at)
        await note_visit(session, visit.place_id, day)


async def note_task(session: AsyncSession, fact: PatrolTaskCompleted, _: datetime) -> None:
    """A task was done there. A dwelling that was told of by its form keeps the day of that."""
    await note_visit(session, fact.place_id, min(fact.due_on, china_date(fact.at)))


async def take_back(session: AsyncSession, fact: InspectionDeleted, now: datetime) -> None:
    """A form that was deleted shows no visit."""
    visit = await visit_of(session, fact.subject_id, even_deleted=True)
    if visit is not None:
        await recount(session, visit.place_id, now)


async def take_back_task(session: AsyncSession, fact: PatrolTaskReopened, now: datetime) -> None:
    """Nor does a task that is not done after all; whichever of the two is heard first."""
    await recount(session, fact.place_id, now)


async def note_check_in(session: AsyncSession, fact: CheckInRecorded, _: datetime) -> None:
    """A worker checked in there; one in doubt counts when it is accepted."""
    if not fact.waits_for_review:
        await _checked_in(session, fact)


async def note_accepted(session: AsyncSession, fact: CheckInReviewed, _: datetime) -> None:
    """The reviewer believes it."""
    if fact.accepted:
        await _checked_in(session, fact)


async def _checked_in(session: AsyncSession, fact: CheckInFact) -> None:
    spot = await spot_of_check_in(session, fact.worker_id, fact.subject_id)
    if spot is not None:
        day = visited_on(spot.device_at, spot.received_at)
        for place_id in {spot.place_id, spot.code_place_id or spot.place_id}:
            await note_visit(session, place_id, day)


async def forget(session: AsyncSession, fact: PlaceEnded, _: datetime) -> None:
    """It was demolished, with all below it."""
    await forget_below(session, fact.subject_id)


REACTIONS = [
    Reaction("coverage.note_inspection", InspectionReceived, note_inspection),
    Reaction("coverage.note_task", PatrolTaskCompleted, note_task),
    Reaction("coverage.take_back", InspectionDeleted, take_back),
    Reaction("coverage.take_back_task", PatrolTaskReopened, take_back_task),
    Reaction("coverage.note_check_in", CheckInRecorded, note_check_in),
    Reaction("coverage.note_accepted", CheckInReviewed, note_accepted),
    Reaction("coverage.forget", PlaceEnded, forget),
]
