"""A visit that counts no more: the inspection was deleted, or a reviewer did not accept it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.grid_tasks import queries
from shequ_api.features.grid_tasks.models import GridGoal, GridTaskVisit
from shequ_api.features.grid_tasks.service.counting import hold, recount, walls_of
from shequ_api.features.patrol_tasks.public import PatrolTask, TaskState, undo

ENDED = (TaskState.COMPLETED, TaskState.MISSED, TaskState.FAILED)
"""What is counted no more, but for what is taken back. What was cancelled stays as it was."""


async def take_back(
    session: AsyncSession, evidence_id: UUID, *, reason: str, now: datetime
) -> None:
    """Whatever it counted for counts one less, unless another visit shows the same."""
    shown = select(GridTaskVisit.task_id).where(GridTaskVisit.evidence_id == evidence_id)
    pairs = await hold(session, list(await session.scalars(shown)))
    for goal, task in pairs:
        if task.state in ENDED:
            await _replace_all(session, goal, task, evidence_id)
            if task.state == TaskState.COMPLETED and (task.reached or 0) < (task.target or 0):
                await undo(session, task, reason=reason, needless=None, now=now)
        if task.state == TaskState.READY:
            await recount(session, [(goal, task)], now=now)


async def _replace_all(
    session: AsyncSession, goal: GridGoal, task: PatrolTask, evidence_id: UUID
) -> None:
    kept = select(GridTaskVisit).where(
        GridTaskVisit.task_id == task.id, GridTaskVisit.evidence_id == evidence_id
    )
    for visit in list(await session.scalars(kept)):
        await _replace(session, goal, task, visit)
    await session.flush()


async def _replace(
    session: AsyncSession, goal: GridGoal, task: PatrolTask, visit: GridTaskVisit
) -> None:
    of_kind = queries.visited(goal.kind, goal.asset_kind)
    shown = queries.evidence([task], of_kind)
    there = select(shown).where(
        shown.c.place_id == visit.place_id, shown.c.evidence_id != visit.evidence_id
    )
    first = there.order_by(shown.c.received_at, shown.c.evidence_id).limit(1)
    async with walls_of(session, goal):
        other = (await session.execute(first)).one_or_none()
    if other is None:
        await session.delete(visit)
        task.reached = (task.reached or 0) - 1
        return
    if task.evidence_id == visit.evidence_id:
        task.evidence_id, task.closed_by_id = other.evidence_id, other.worker_id
    visit.evidence_id = other.evidence_id
