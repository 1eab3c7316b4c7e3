"""What this feature keeps about persons: who set a cap."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.base.registry import PersonalData
from shequ_api.features.task_caps.models import TaskCap
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET, repoint

ERASED = "（已注销）"


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The caps that I set, and why."""
    mine = (
        select(Place.full_name, TaskCap.tasks, TaskCap.minutes, TaskCap.reason, TaskCap.set_at)
        .join(Place, Place.id == TaskCap.place_id)
        .where(TaskCap.set_by_id == person_id)
        .order_by(TaskCap.set_at)
    )
    return {
        "设定的外来事项上限": [
            {
                "范围": row.full_name,
                "任务数": row.tasks,
                "时长（分钟）": row.minutes,
                "说明": row.reason,
                "时间": row.set_at,
            }
            for row in await session.execute(mine)
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """Their words go; the cap is the office's, and holds."""
    theirs = update(TaskCap).where(TaskCap.set_by_id == person_id).values(reason=ERASED)
    await session.execute(theirs, execution_options=QUIET)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """What the one set is the other's."""
    await repoint(session, (TaskCap.set_by_id,), old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=("task_caps.set_by_id",), collect=collect, erase=erase, merge=merge
)
