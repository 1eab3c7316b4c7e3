"""Some of each, for lists: work for whole grids, and what remains of it."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.grid_assignments.events import GridAssignmentDue
from shequ_api.features.grid_assignments.service.making import make
from shequ_api.features.grid_tasks.models import GridGoal
from shequ_api.kit.clock import utc_now
from tests.cast import HOME
from tests.features.grid_tasks.whole import Whole


async def given_whole(whole: Whole, session: AsyncSession, lines: int) -> None:
    """So many of one type; the department is there already."""
    type_id = await whole.type_of(form_key="fire_lanes")
    for _ in range(lines):
        given = await whole.given(type_id, HOME)
        due = GridAssignmentDue(subject_id=UUID(given["id"]))
        await make(session, due, utc_now() + timedelta(seconds=1))
    grid_id = whole.cast.places[f"{HOME}-m01"]
    task = select(GridGoal.task_id).where(GridGoal.grid_id == grid_id).limit(1)
    whole.cast.places["grid_assignment"] = UUID(given["id"])
    whole.cast.places["grid_task"] = (await session.scalars(task)).one()
    await session.commit()
