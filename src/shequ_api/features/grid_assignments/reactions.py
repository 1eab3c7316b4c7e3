"""Making and cancelling what was given, also what is to be done again after it was cancelled; and
that grids took some over."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.features.grid_assignments.events import GridAssignmentCancelled, GridAssignmentDue
from shequ_api.features.grid_assignments.service.cancelling import CANCEL, cancel_tasks
from shequ_api.features.grid_assignments.service.following import follow
from shequ_api.features.grid_assignments.service.giving import MAKE, ask_for
from shequ_api.features.grid_assignments.service.making import make
from shequ_api.features.grid_tasks.events import GridTaskCarried
from shequ_api.features.patrol_tasks.events import PatrolTaskReopened
from shequ_api.features.task_admission.public import ADMITTED_TASK, AssignedTask, TaskAssignment


async def carry(session: AsyncSession, fact: GridTaskCarried, now: datetime) -> None:
    """Grids that took a task over have it for the same reason, and with it what was booked. What
    was cancelled before this is heard is cancelled there, too."""
    given = await session.get(AssignedTask, fact.source_id)
    if given is not None:
        assignment = await follow(session, given, fact)
        _cancel_again(session, assignment, now)


async def cancel_reopened(session: AsyncSession, fact: PatrolTaskReopened, now: datetime) -> None:
    """A task that was done before all was cancelled turns out not to be: nobody need do it."""
    if fact.source_kind != ADMITTED_TASK or fact.source_id is None:
        return
    given = await session.get(AssignedTask, fact.source_id)
    if given is not None:
        assignment = await session.get_one(
            TaskAssignment, given.assignment_id, with_for_update=True, populate_existing=True
        )
        _cancel_again(session, assignment, now)


def _cancel_again(session: AsyncSession, assignment: TaskAssignment, now: datetime) -> None:
    if assignment.cancelled_at is None:
        return
    due = GridAssignmentCancelled(subject_id=assignment.id, district_id=assignment.district_id)
    ask_for(session, CANCEL, due, now)


REACTIONS = [
    Reaction(MAKE, GridAssignmentDue, make),
    Reaction(CANCEL, GridAssignmentCancelled, cancel_tasks),
    Reaction("grid_assignments.carry", GridTaskCarried, carry),
    Reaction("grid_assignments.cancel_reopened", PatrolTaskReopened, cancel_reopened),
]
