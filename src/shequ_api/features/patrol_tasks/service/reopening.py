"""What becomes of tasks whose evidence is taken back: the inspection was deleted, or rejected."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.base.places.models import Place
from shequ_api.features.assets.public import not_removed
from shequ_api.features.hazards.public import anything_to_reinspect
from shequ_api.features.patrol_plans.public import has_ended
from shequ_api.features.patrol_tasks.events import PatrolTaskReopened
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.patrol_tasks.rules import LATE_BY, TaskState
from shequ_api.features.patrol_tasks.service.asking import REINSPECTION, is_asked_for
from shequ_api.features.patrol_tasks.service.settling import (
    completed,
    facts_of,
    in_window,
    looks_at_own_work,
    take_turn,
)
from shequ_api.features.patrols.public import visits_at


async def reopen(
    session: AsyncSession, place_id: UUID, evidence_id: UUID, *, reason: str, now: datetime
) -> None:
    """What was completed by evidence that does not count any more is completed by another
    inspection from inside its window; else it is to be done again, or was missed."""
    # An inspection that comes in meanwhile is heard of before, or finds the task open.
    await take_turn(session, place_id)
    done = (
        select(PatrolTask)
        .where(PatrolTask.place_id == place_id, PatrolTask.evidence_id == evidence_id)
        .where(PatrolTask.state == TaskState.COMPLETED, PatrolTask.target.is_(None))
        .order_by(PatrolTask.id)
        .with_for_update()
    )
    for task in list(await session.scalars(done)):
        await undo(session, task, reason=reason, needless=await _needless(session, task), now=now)
        if task.state != TaskState.CANCELLED:
            await _by_another(session, task, now)


async def undo(
    session: AsyncSession, task: PatrolTask, *, reason: str, needless: str | None, now: datetime
) -> None:
    """A locked task that was done is not: it is to be done, or was missed; or nobody wants it."""
    told = facts_of(task)
    task.evidence_id = task.closed_by_id = None
    if task.closes_at <= now:
        task.state, task.reason, task.closed_at = TaskState.MISSED, reason, task.closes_at
    elif needless:
        task.state, task.reason, task.closed_at = TaskState.CANCELLED, needless, now
    else:
        task.state, task.reason, task.closed_at = TaskState.READY, reason, None
    record(session, PatrolTaskReopened(**told | {"at": now}, state=task.state), now=now)
    await session.flush()


async def _by_another(session: AsyncSession, task: PatrolTask, now: datetime) -> None:
    assert task.form_key is not None, "what asks for no form is not completed by one"
    until = task.closes_at + LATE_BY
    found = await visits_at(session, task, task.form_key, task.opens_at, until)
    fits = (one for one in found if in_window(task, one[1].filled_at, one[1].received_at))
    for evidence_id, visit in fits:
        if await looks_at_own_work(session, task, visit.worker_id):
            continue
        await completed(
            session,
            task,
            by_id=visit.worker_id,
            evidence_id=evidence_id,
            at=visit.received_at,
            now=now,
        )
        return


async def _needless(session: AsyncSession, task: PatrolTask) -> str | None:
    """Why nobody need do it any more, as those that stand open were told when it became so."""
    if task.plan_id is not None and await has_ended(session, task.plan_id):
        return "plan_ended"
    if await _holds(session, Place.id == task.place_id, Place.ended_at.is_not(None)):
        return "place_ended"
    if task.asset_id is not None and not await session.scalar(select(not_removed(task.asset_id))):
        return "asset_removed"
    if task.source_kind == REINSPECTION and task.form_key is not None:
        asked = await is_asked_for(session, REINSPECTION, task.place_id, task.form_key)
        if asked or not await anything_to_reinspect(session, task.place_id, task.form_key):
            return "needless"
    return None


async def _holds(session: AsyncSession, *conditions: ColumnElement[bool]) -> bool:
    return bool(await session.scalar(select(exists().where(*conditions))))
