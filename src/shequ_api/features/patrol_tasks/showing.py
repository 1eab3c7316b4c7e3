"""Putting a task together for a reader."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.patrol_tasks import queries
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.patrol_tasks.rules import TASK_TITLES, TaskState
from shequ_api.features.patrol_tasks.schemas import PatrolTaskView


def task_line(row: Any) -> PatrolTaskView:
    shown = {name: row[name] for name in PatrolTaskView.model_fields if name != "state_title"}
    return PatrolTaskView(**shown, state_title=TASK_TITLES[TaskState(row["state"])])


async def task_view(session: AsyncSession, task: PatrolTask) -> PatrolTaskView:
    await session.flush()
    found = await session.execute(queries.task_lines(PatrolTask.id == task.id))
    return task_line(found.mappings().one())
