"""Putting a grid assignment together for a reader."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.grid_assignments import queries
from shequ_api.features.grid_assignments.schemas import GridAssignmentView, GridProgressView
from shequ_api.features.patrol_tasks.public import title_of_state
from shequ_api.features.task_admission.public import TaskAssignment


async def assignment_view(session: AsyncSession, assignment: TaskAssignment) -> GridAssignmentView:
    """An assignment, and how far it is."""
    await session.flush()
    line = await session.execute(queries.assignment_lines(TaskAssignment.id == assignment.id))
    far = await session.execute(queries.progress(assignment.id))
    return GridAssignmentView(**line.mappings().one(), **far.mappings().one())


def progress_line(row: Mapping[str, Any]) -> GridProgressView:
    """A row of `queries.grid_lines`."""
    return GridProgressView(**row, state_title=title_of_state(row["state"]))
