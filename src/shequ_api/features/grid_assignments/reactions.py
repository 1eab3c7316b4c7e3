"""Making and cancelling what was given, and knowing why a grid has what it took over."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.base.places.models import Grid
from shequ_api.features.grid_assignments.events import GridAssignmentCancelled, GridAssignmentDue
from shequ_api.features.grid_assignments.service.cancelling import CANCEL, cancel_tasks
from shequ_api.features.grid_assignments.service.giving import MAKE
from shequ_api.features.grid_assignments.service.making import make
from shequ_api.features.grid_tasks.events import GridTaskCarried
from shequ_api.features.grid_tasks.public import located_in
from shequ_api.features.task_admission.public import AssignedTask


async def carry(session: AsyncSession, fact: GridTaskCarried, _: datetime) -> None:
    """Grids that took a task over have it for the same reason. It counts where it was given."""
    given = await session.get(AssignedTask, fact.source_id)
    if given is None:
        return
    grids = {
        grid.id: grid
        for grid in await session.scalars(select(Grid).where(Grid.id.in_(fact.grid_ids)))
    }
    session.add_all(
        AssignedTask(
            **located_in(grids[grid_id]),
            id=source_id,
            assignment_id=given.assignment_id,
            type_id=given.type_id,
            department_id=given.department_id,
            patrol_task_id=task_id,
            month=given.month,
            opens_on=given.opens_on,
            minutes=0,
            tasks=0,
        )
        for task_id, source_id, grid_id in zip(
            fact.task_ids, fact.source_ids, fact.grid_ids, strict=True
        )
    )


REACTIONS = [
    Reaction(MAKE, GridAssignmentDue, make),
    Reaction(CANCEL, GridAssignmentCancelled, cancel_tasks),
    Reaction("grid_assignments.carry", GridTaskCarried, carry),
]
