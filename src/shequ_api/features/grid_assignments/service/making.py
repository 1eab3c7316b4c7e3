"""Making the tasks of a grid assignment, some at a time: what has none yet is still to be made, so
whatever was done twice, or killed, is done once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Grid
from shequ_api.features.grid_assignments import queries
from shequ_api.features.grid_assignments.events import GridAssignmentDue
from shequ_api.features.grid_assignments.service.giving import MAKE, ask_for
from shequ_api.features.grid_tasks.public import GridWork, make_for_grids
from shequ_api.features.task_admission.public import (
    ADMITTED_TASK,
    AssignedTask,
    TaskAssignment,
    TaskType,
    give_up,
)
from shequ_api.kit.clock import china_midnight
from shequ_api.kit.repointing import QUIET

AT_ONCE = 250
"""Grids in one job; what is left is another job."""
ONE_DAY = timedelta(days=1)


async def make(session: AsyncSession, fact: GridAssignmentDue, now: datetime) -> None:
    """Make some of its tasks; with more left, ask again. One that was cancelled gets none."""
    assignment = await session.get_one(TaskAssignment, fact.subject_id)
    task_type = await _hold(session, assignment)
    if assignment.cancelled_at is not None:
        return
    found = (await session.execute(queries.unmade(assignment.id).limit(AT_ONCE))).all()
    standing = [(row[0], row[1]) for row in found if row[1].ended_at is None]
    works = [_work(assignment, task_type, task, grid) for task, grid in standing]
    made = await make_for_grids(session, works, now=now)
    for task, _ in standing:
        task.patrol_task_id = made[task.id]
    await let_go(session, task_type, [row[0] for row in found if row[1].ended_at is not None])
    await session.flush()
    if len(found) == AT_ONCE:
        ask_for(session, MAKE, fact, now)


async def _hold(session: AsyncSession, assignment: TaskAssignment) -> TaskType:
    """Its type, locked where something is to be given up, and then itself: in the order of those
    who give and cancel."""
    ended = queries.unmade(assignment.id).where(Grid.ended_at.is_not(None)).order_by(None)
    some = bool(await session.scalar(select(exists(ended.with_only_columns(AssignedTask.id)))))
    task_type = await session.get_one(
        TaskType, assignment.type_id, with_for_update=some, populate_existing=True
    )
    await session.refresh(assignment, with_for_update=True)
    return task_type


async def let_go(session: AsyncSession, task_type: TaskType, tasks: Sequence[AssignedTask]) -> None:
    """What never became a task is as if it had not been given: its grid ended before, or all was
    cancelled."""
    if not tasks:
        return
    less = {task.made_grid_id: task.tasks for task in tasks if task.made_grid_id is not None}
    await give_up(session, task_type, tasks[0].month, less)
    gone = delete(AssignedTask).where(AssignedTask.id.in_([task.id for task in tasks]))
    await session.execute(gone, execution_options=QUIET)


def _work(
    assignment: TaskAssignment, task_type: TaskType, task: AssignedTask, grid: Grid
) -> GridWork:
    assert task_type.visited_kind is not None
    return GridWork(
        source_kind=ADMITTED_TASK,
        source_id=task.id,
        order_id=assignment.id,
        grid=grid,
        kind=task_type.visited_kind,
        asset_kind=task_type.asset_kind,
        wanted=assignment.visits_each,
        title=task_type.title,
        route_name="准入事项（整格）",
        form_key=task_type.form_key,
        opens_at=china_midnight(assignment.opens_on),
        closes_at=china_midnight(assignment.closes_on + ONE_DAY),
    )
