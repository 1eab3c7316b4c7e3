"""What becomes of tasks: done, impossible, needless, overdue."""

from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.features.assets.public import AssetUnknown, note_on_asset
from shequ_api.features.check_ins.public import CheckInSpot
from shequ_api.features.hazards.public import waits_for_another
from shequ_api.features.patrol_tasks.events import PatrolTaskCompleted, PatrolTaskFailed
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.patrol_tasks.rules import (
    LATE_BY,
    OPEN_TO_EVIDENCE,
    REINSPECTION,
    TASK_TITLES,
    FailureReason,
    TaskState,
)
from shequ_api.kit.errors import Malformed, NotNow

OVERDUE_AT_ONCE = 20_000
"""In one run of the clock; the next one goes on."""


class Visit(NamedTuple):
    """That a worker was at a place, and filled in a form or (None) checked in."""

    place_id: UUID
    form_key: str | None
    worker_id: UUID
    at: datetime
    """By the phone's clock."""
    received_at: datetime


class TaskOver(NotNow):
    """Says in which state it is."""

    code, title = "patrol_task_over", "这项任务已经不能这样操作"

    def __init__(self, state: str) -> None:
        super().__init__(f"当前状态是“{TASK_TITLES[TaskState(state)]}”", state=state)


class TaskNotOpen(NotNow):
    code, title = "patrol_task_not_open", "不在这项任务的时间内"


class FormNeeded(NotNow):
    """The inspection itself completes it, as soon as it is received."""

    code, title = "patrol_task_form_needed", "这项任务要填写排查表，填报后自动完成"


class GridTaskCounts(NotNow):
    """The visits themselves do, as soon as they are received."""

    code, title = "grid_task_counts", "整格任务按走访自动计数，不需要手动完成"


class CheckInInDoubt(NotNow):
    code, title = "patrol_check_in_in_doubt", "这次打卡正在复核或未通过，复核通过后任务自动完成"


class CheckInUnfit(Malformed):
    """Nobody else's, none from another place, none from outside the window."""

    code, title = (
        "patrol_check_in_unfit",
        "打卡不是您的、不在这个点位，或不在任务时间内；请先上传打卡",
    )


async def complete(
    session: AsyncSession,
    actor: Actor,
    task: PatrolTask,
    spot: CheckInSpot | None,
    *,
    check_in_id: UUID,
    now: datetime,
) -> PatrolTask:
    """Done, as a check-in on the spot shows. The same again is the same."""
    await _lock(session, task)
    if task.state == TaskState.COMPLETED and task.evidence_id == check_in_id:
        return task
    if task.target is not None:
        raise GridTaskCounts
    if task.form_key is not None:
        raise FormNeeded
    if task.state not in OPEN_TO_EVIDENCE:
        raise TaskOver(task.state)
    there = {task.place_id, task.building_id} - {None}
    if spot is None or not there & {spot.place_id, spot.code_place_id}:
        raise CheckInUnfit
    if not in_window(task, spot.device_at, spot.received_at):
        raise CheckInUnfit
    if not spot.counts:
        raise CheckInInDoubt
    await completed(session, task, by_id=actor.person_id, evidence_id=check_in_id, at=now, now=now)
    return task


async def complete_by_visit(
    session: AsyncSession, visit: Visit, evidence_id: UUID, *, now: datetime
) -> None:
    """All tasks that ask for this form at this place complete by one inspection from inside their
    windows, whoever made it; those that ask for none by a check-in. One that asks to look at a
    hazard again not by whoever put it right: their look shows nothing, of whatever level it is."""
    await take_turn(session, visit.place_id)
    form = PatrolTask.form_key.is_not_distinct_from(visit.form_key)
    asked = (PatrolTask.place_id == visit.place_id, PatrolTask.target.is_(None), form)
    matching = select(PatrolTask).where(*asked, takes(visit.at, visit.received_at))
    for task in list(await session.scalars(matching.order_by(PatrolTask.id).with_for_update())):
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


async def looks_at_own_work(session: AsyncSession, task: PatrolTask, worker_id: UUID) -> bool:
    """Whether a task asks that a hazard be looked at again which this worker put right."""
    if task.source_kind != REINSPECTION or task.form_key is None:
        return False
    return await waits_for_another(session, task.place_id, task.form_key, worker_id)


async def take_turn(session: AsyncSession, place_id: UUID) -> None:
    """One after the other at each place, where what one does depends on what another has done."""
    turn = func.hashtextextended(f"patrol_tasks/{place_id}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(turn)))


def takes(device_at: datetime, received_at: datetime) -> ColumnElement[bool]:
    """By either clock inside the window: the phone's, which has no signal for hours, or ours, where
    the phone's is days off. A task whose time is yet to come takes nothing."""
    begun = and_(PatrolTask.opens_at <= received_at, PatrolTask.closes_at > received_at - LATE_BY)
    inside = [
        and_(PatrolTask.opens_at <= at, PatrolTask.closes_at > at)
        for at in (device_at, received_at)
    ]
    return and_(PatrolTask.state.in_(OPEN_TO_EVIDENCE), begun, or_(*inside))


def in_window(task: PatrolTask, device_at: datetime, received_at: datetime) -> bool:
    """The same of a task at hand."""
    begun = task.opens_at <= received_at < task.closes_at + LATE_BY
    inside = any(task.opens_at <= at < task.closes_at for at in (device_at, received_at))
    return begun and inside


async def fail(
    session: AsyncSession,
    actor: Actor,
    task: PatrolTask,
    *,
    reason: FailureReason,
    note: str | None,
    now: datetime,
) -> PatrolTask:
    """Say, inside the window, why it could not be done."""
    await _lock(session, task)
    if task.state != TaskState.READY:
        raise TaskOver(task.state)
    if not task.opens_at <= now < task.closes_at:
        raise TaskNotOpen
    task.state, task.reason, task.note = TaskState.FAILED, reason, note
    task.closed_at, task.closed_by_id = now, actor.person_id
    record(session, PatrolTaskFailed(**facts_of(task), reason=reason), now=now)
    return task


async def cancel(
    session: AsyncSession, actor: Actor, task: PatrolTask, *, note: str, now: datetime
) -> PatrolTask:
    """Say why it need not be done."""
    await _lock(session, task)
    if task.state != TaskState.READY or task.closes_at <= now:
        raise TaskOver(task.state if task.state != TaskState.READY else TaskState.MISSED)
    task.state, task.reason, task.note = TaskState.CANCELLED, "by_hand", note
    task.closed_at, task.closed_by_id = now, actor.person_id
    return task


async def cancel_open(
    session: AsyncSession,
    *conditions: ColumnElement[bool],
    reason: str,
    by_id: UUID | None,
    now: datetime,
) -> None:
    """Cancel what is still to be done of some tasks."""
    ready = update(PatrolTask).where(PatrolTask.state == TaskState.READY, *conditions)
    cancelled = ready.values(
        state=TaskState.CANCELLED, closed_at=now, closed_by_id=by_id, reason=reason
    )
    await session.execute(cancelled, execution_options={"synchronize_session": False})


async def miss_overdue(session: AsyncSession, now: datetime) -> None:
    """On a clock: what was not done in its window was missed. (A whole grid is counted first, by
    those who count it.)"""
    late = (
        select(PatrolTask.id)
        .where(PatrolTask.state == TaskState.READY, PatrolTask.closes_at <= now)
        .where(PatrolTask.target.is_(None))
        .order_by(PatrolTask.closes_at)
        .limit(OVERDUE_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    missed = update(PatrolTask).where(PatrolTask.id.in_(late))
    await session.execute(
        missed.values(state=TaskState.MISSED, closed_at=PatrolTask.closes_at),
        execution_options={"synchronize_session": False},
    )


async def _lock(session: AsyncSession, task: PatrolTask) -> None:
    await session.refresh(task, with_for_update=True)


async def completed(
    session: AsyncSession,
    task: PatrolTask,
    *,
    by_id: UUID,
    evidence_id: UUID,
    at: datetime,
    now: datetime,
) -> None:
    """A locked task is done."""
    task.state, task.evidence_id, task.reason = TaskState.COMPLETED, evidence_id, None
    task.closed_at, task.closed_by_id = at, by_id
    record(session, PatrolTaskCompleted(**facts_of(task)), now=now)
    if task.asset_id is not None:
        # In another community by now: then its history is not ours to write.
        with suppress(AssetUnknown):
            await note_on_asset(
                session,
                task.asset_id,
                community_id=task.community_id,
                kind="patrolled",
                text="按计划巡查",
                source_kind="patrol_task",
                source_id=task.id,
                actor_id=by_id,
                now=now,
            )


def facts_of(task: PatrolTask) -> dict[str, Any]:
    """What every fact about a task that is over says."""
    return {
        "subject_id": task.id,
        "district_id": task.district_id,
        "community_id": task.community_id,
        "plan_id": task.plan_id,
        "source_kind": task.source_kind,
        "source_id": task.source_id,
        "place_id": task.place_id,
        "worker_id": task.closed_by_id,
        "due_on": task.due_on,
        "at": task.closed_at,
    }
