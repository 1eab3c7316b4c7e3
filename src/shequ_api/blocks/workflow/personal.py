"""What this block keeps about persons: the steps that they took."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.blocks.workflow.models import StepLog
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.own_words import forget_words


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I did in the course of things, and what I noted."""
    mine = select(StepLog).where(StepLog.actor_id == person_id).order_by(StepLog.taken_at)
    return {
        "办理记录": [
            {"步骤": each.step, "时间": each.taken_at, "备注": each.note}
            for each in await session.scalars(mine)
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What they noted goes, with the salt under which it is bound; that a step was taken, and when,
    stays."""
    await forget_words(session, StepLog, person_id)


async def forget_unsigned(session: AsyncSession, case_ids: Select[UUID]) -> None:
    """What was noted at steps that nobody signed reads "（已注销）": by whoever knows whose cases
    these are."""
    found = list(await session.scalars(case_ids))
    await session.execute(select(func.shequ_forget_unsigned(found)))


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: who took a step stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=("workflow_steps.actor_id",), collect=collect, erase=erase, merge=merge
)
