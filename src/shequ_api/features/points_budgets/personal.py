"""What this feature keeps about persons: who set budgets."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.points_budgets.models import PointsBudgetVersion
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.own_words import FORGOTTEN
from shequ_api.kit.repointing import QUIET


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The budgets that I set, and why."""
    mine = select(PointsBudgetVersion).where(PointsBudgetVersion.set_by_id == person_id)
    return {
        "设定的积分额度": [
            {"额度": each.points, "理由": each.reason, "时间": each.set_at}
            for each in await session.scalars(mine.order_by(PointsBudgetVersion.set_at))
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What they wrote goes; how much was set when stays."""
    theirs = update(PointsBudgetVersion).where(PointsBudgetVersion.set_by_id == person_id)
    await session.execute(theirs.values(reason=FORGOTTEN), execution_options=QUIET)


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: who set a budget stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=("points_budget_versions.set_by_id",), collect=collect, erase=erase, merge=merge
)
