"""What this feature keeps about persons: whose a task was, and who did it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.base.registry import PersonalData
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.patrol_tasks.rules import TASK_TITLES, TaskState
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import repoint


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The tasks that I did, could not do, or cancelled."""
    mine = (
        select(Place.full_name, PatrolTask.due_on, PatrolTask.state, PatrolTask.note)
        .join(Place, Place.id == PatrolTask.place_id)
        .where(PatrolTask.closed_by_id == person_id)
        .order_by(PatrolTask.closed_at)
    )
    return {
        "巡查任务": [
            {
                "地点": row.full_name,
                "日期": row.due_on,
                "状态": TASK_TITLES[TaskState(row.state)],
                "说明": row.note,
            }
            for row in await session.execute(mine)
        ]
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: that a place was visited for work stays; by whom is gone with the name."""


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """The tasks are the kept person's."""
    persons = (PatrolTask.assignee_id, PatrolTask.closed_by_id)
    await repoint(session, persons, old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=("patrol_tasks.assignee_id", "patrol_tasks.closed_by_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
