"""What becomes of a task for a whole grid: done, needless, missed, or still to be done."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.grid_tasks import queries
from shequ_api.features.grid_tasks.models import GridGoal
from shequ_api.features.grid_tasks.rules import LOOK_EVERY
from shequ_api.features.patrol_tasks.public import (
    OPEN_TO_EVIDENCE,
    PatrolTask,
    TaskState,
    completed,
)

Pair = tuple[GridGoal, PatrolTask]


async def settle(session: AsyncSession, pairs: Sequence[Pair], *, now: datetime) -> None:
    """What follows from the counts of locked tasks that are to be done, or were missed."""
    open_ones = [(goal, task) for goal, task in pairs if task.state in OPEN_TO_EVIDENCE]
    done = [(goal, task) for goal, task in open_ones if _is_done(task)]
    await session.flush()
    last = await _latest(session, [task.id for _, task in done])
    for goal, task in done:
        evidence_id, worker_id, at = last[task.id]
        goal.look_at = None
        await completed(session, task, by_id=worker_id, evidence_id=evidence_id, at=at, now=now)
    for goal, task in open_ones:
        if task.state == TaskState.READY:
            _wait_or_end(goal, task, now)
    await session.flush()


def _is_done(task: PatrolTask) -> bool:
    return bool(task.target) and (task.reached or 0) >= (task.target or 0)


async def _latest(
    session: AsyncSession, ids: list[UUID]
) -> dict[UUID, tuple[UUID, UUID, datetime]]:
    if not ids:
        return {}
    rows = await session.execute(queries.latest(ids))
    return {row.task_id: (row.evidence_id, row.worker_id, row.received_at) for row in rows}


def _wait_or_end(goal: GridGoal, task: PatrolTask, now: datetime) -> None:
    """Not done: its window is over, or there is nothing left to go to, or it goes on."""
    goal.look_at = None
    if task.closes_at <= now:
        task.state, task.closed_at = TaskState.MISSED, task.closes_at
    elif not task.target:
        task.state, task.closed_at, task.reason = TaskState.CANCELLED, now, "needless"
    else:
        goal.look_at = min(max(now + LOOK_EVERY, task.opens_at), task.closes_at)
