"""What tasks for whole grids do when forms and check-ins come in or are taken back, and when grids
are drawn anew."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.base.places.events import GridEnded, PlaceEnded, PlaceMoved
from shequ_api.features.check_ins.events import CheckInFact, CheckInRecorded, CheckInReviewed
from shequ_api.features.check_ins.public import spot_of_check_in
from shequ_api.features.grid_tasks import queries
from shequ_api.features.grid_tasks.models import GridGoal
from shequ_api.features.grid_tasks.service.carrying import carry_on
from shequ_api.features.grid_tasks.service.counting import count_visit
from shequ_api.features.grid_tasks.service.undoing import take_back
from shequ_api.features.patrol_tasks.public import EVIDENCE_DELETED, EVIDENCE_REJECTED, Visit
from shequ_api.features.patrols.events import (
    InspectionDeleted,
    InspectionReceived,
    InspectionRejected,
)
from shequ_api.features.patrols.public import visit_of
from shequ_api.kit.repointing import QUIET


async def count_inspection(session: AsyncSession, fact: InspectionReceived, now: datetime) -> None:
    """A form was filled in at a place."""
    found = await visit_of(session, fact.subject_id, even_rejected=False)
    if found is not None:
        await count_visit(session, Visit(*found), fact.subject_id, now=now)


async def count_check_in(session: AsyncSession, fact: CheckInRecorded, now: datetime) -> None:
    """A worker checked in; one in doubt counts when it is accepted."""
    if not fact.waits_for_review:
        await _checked_in(session, fact, now)


async def count_accepted(session: AsyncSession, fact: CheckInReviewed, now: datetime) -> None:
    """The reviewer believes it."""
    if fact.accepted:
        await _checked_in(session, fact, now)


async def _checked_in(session: AsyncSession, fact: CheckInFact, now: datetime) -> None:
    spot = await spot_of_check_in(session, fact.worker_id, fact.subject_id)
    if spot is None:
        return
    for place_id in sorted({spot.place_id, spot.code_place_id or spot.place_id}):
        visit = Visit(place_id, None, fact.worker_id, spot.device_at, spot.received_at)
        await count_visit(session, visit, fact.subject_id, now=now)


async def take_back_deleted(session: AsyncSession, fact: InspectionDeleted, now: datetime) -> None:
    """A form that was deleted shows no visit."""
    await take_back(session, fact.subject_id, reason=EVIDENCE_DELETED, now=now)


async def take_back_rejected(
    session: AsyncSession, fact: InspectionRejected, now: datetime
) -> None:
    """Nor does one that a reviewer does not accept."""
    await take_back(session, fact.subject_id, reason=EVIDENCE_REJECTED, now=now)


async def carry(session: AsyncSession, fact: GridEnded, now: datetime) -> None:
    """The grids that follow take its tasks over."""
    await carry_on(session, fact.subject_id, fact.successor_ids, now)


async def note_ended(session: AsyncSession, fact: PlaceEnded, now: datetime) -> None:
    """Nobody goes where nothing stands any more."""
    await _look_soon(session, [fact.community_id], now)


async def note_moved(session: AsyncSession, fact: PlaceMoved, now: datetime) -> None:
    """Places went from grids of one community to those of another."""
    await _look_soon(session, [fact.left_community_id, fact.community_id], now)


async def _look_soon(session: AsyncSession, community_ids: Collection[UUID], now: datetime) -> None:
    later = update(GridGoal).where(GridGoal.look_at > now, queries.goals_below(community_ids))
    await session.execute(later.values(look_at=now), execution_options=QUIET)


REACTIONS = [
    Reaction("grid_tasks.count_inspection", InspectionReceived, count_inspection),
    Reaction("grid_tasks.count_check_in", CheckInRecorded, count_check_in),
    Reaction("grid_tasks.count_accepted", CheckInReviewed, count_accepted),
    Reaction("grid_tasks.take_back_deleted", InspectionDeleted, take_back_deleted),
    Reaction("grid_tasks.take_back_rejected", InspectionRejected, take_back_rejected),
    Reaction("grid_tasks.carry", GridEnded, carry),
    Reaction("grid_tasks.note_ended", PlaceEnded, note_ended),
    Reaction("grid_tasks.note_moved", PlaceMoved, note_moved),
]
