"""What this feature keeps about persons: who asked, gave, and gave back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.task_admission.models import (
    AssignedTask,
    TaskAssignment,
    TaskType,
)
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import repoint

ERASED = "（已注销）"
PERSONS: list[Any] = [
    TaskType.requested_by_id,
    TaskAssignment.made_by_id,
    TaskAssignment.cancelled_by_id,
    AssignedTask.returned_by_id,
]


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I asked for."""
    asked = select(TaskType).where(TaskType.requested_by_id == person_id)
    return {
        "申请的准入事项": [
            {"事项": row.title, "申请时间": row.requested_at}
            for row in await session.scalars(asked.order_by(TaskType.requested_at))
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """Why they gave a task back, or took theirs back, goes. A type is the department's."""
    quiet = {"synchronize_session": False}
    cancelled = update(TaskAssignment).where(TaskAssignment.cancelled_by_id == person_id)
    await session.execute(cancelled.values(cancel_reason=ERASED), execution_options=quiet)
    returned = update(AssignedTask).where(AssignedTask.returned_by_id == person_id)
    await session.execute(returned.values(return_reason=ERASED), execution_options=quiet)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """What the one did is the other's."""
    await repoint(session, PERSONS, old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=(
        "task_types.requested_by_id",
        "task_assignments.made_by_id",
        "task_assignments.cancelled_by_id",
        "assigned_tasks.returned_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
