"""What this block keeps about persons: the steps that they took."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.blocks.workflow.models import StepLog
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I did in the course of things, and what I noted."""
    mine = select(StepLog).where(StepLog.actor_id == person_id).order_by(StepLog.taken_at)
    return {
        "办理记录": [
            {"步骤": each.step, "时间": each.taken_at, "备注": each.note}
            for each in await session.scalars(mine)
        ]
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: a trail is never changed, and names nobody once the person's name is gone."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: who took a step stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=("workflow_steps.actor_id",), collect=collect, erase=erase, merge=merge
)
