"""Taking work back from all grids: what nobody did is free again, what was done stays counted."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.grid_assignments import queries
from shequ_api.features.grid_assignments.events import GridAssignmentCancelled
from shequ_api.features.grid_assignments.service.giving import ask_for
from shequ_api.features.grid_assignments.service.making import let_go
from shequ_api.features.patrol_tasks.public import PatrolTask, cancel_open
from shequ_api.features.task_admission.public import (
    AssignedTask,
    TaskAssignment,
    TaskType,
    give_up,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import NotNow

AT_ONCE = 500
"""Grids in one job; what is left is another job."""
CANCEL = "grid_assignments.cancel_tasks"
WITHDRAWN = "withdrawn"


class GridAssignmentOver(NotNow):
    code, title = "grid_assignment_over", "这次派发已经取消或已过期"


async def cancel(
    session: AsyncSession, actor: Actor, assignment: TaskAssignment, *, reason: str, now: datetime
) -> TaskAssignment:
    """From now on nobody need do it; its tasks are cancelled behind this."""
    await session.refresh(assignment, with_for_update=True)
    if assignment.cancelled_at is not None or assignment.closes_on < china_date(now):
        raise GridAssignmentOver
    assignment.cancelled_at, assignment.cancelled_by_id = now, actor.person_id
    assignment.cancel_reason = reason
    await session.flush()
    due = GridAssignmentCancelled(subject_id=assignment.id, district_id=assignment.district_id)
    ask_for(session, CANCEL, due, now)
    return assignment


async def cancel_tasks(session: AsyncSession, fact: GridAssignmentCancelled, now: datetime) -> None:
    """Cancel some of its tasks; with more left, ask again."""
    assignment = await session.get_one(TaskAssignment, fact.subject_id)
    task_type = await session.get_one(
        TaskType, assignment.type_id, with_for_update=True, populate_existing=True
    )
    await session.refresh(assignment, with_for_update=True)
    unmade = (await session.execute(queries.unmade(assignment.id).limit(AT_ONCE))).all()
    await let_go(session, task_type, [row[0] for row in unmade])
    open_ones = queries.still_to_do(assignment.id).limit(AT_ONCE).with_for_update(of=PatrolTask)
    found = [(row[0], row[1]) for row in await session.execute(open_ones)]
    await _cancel(session, assignment, task_type, found, now)
    if AT_ONCE in (len(unmade), len(found)):
        ask_for(session, CANCEL, fact, now)


async def _cancel(
    session: AsyncSession,
    assignment: TaskAssignment,
    task_type: TaskType,
    found: list[tuple[AssignedTask, PatrolTask]],
    now: datetime,
) -> None:
    if not found:
        return
    less: dict[UUID, int] = defaultdict(int)
    for given, task in found:
        left = max(given.tasks - (task.reached or 0), 0)
        given.tasks -= left
        given.minutes = given.tasks * task_type.estimated_minutes
        if given.made_grid_id is not None:
            less[given.made_grid_id] += left
    await give_up(session, task_type, found[0][0].month, less)
    await session.flush()
    await cancel_open(
        session,
        PatrolTask.id.in_([task.id for _, task in found]),
        reason=WITHDRAWN,
        by_id=assignment.cancelled_by_id,
        now=now,
    )
