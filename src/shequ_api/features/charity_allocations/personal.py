"""What this feature keeps about persons: which rules they made and ended for a community."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.charity_allocations.models import AllocationRule
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The rules that I made or ended."""
    mine = or_(AllocationRule.made_by_id == person_id, AllocationRule.ended_by_id == person_id)
    rules = select(AllocationRule).where(mine).order_by(AllocationRule.made_at)
    return {
        "经办的帮扶规则": [
            {"积分": rule.points, "设立时间": rule.made_at, "停止时间": rule.ended_at}
            for rule in await session.scalars(rules)
        ]
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: a rule is the community's; its maker's name is gone with the person's."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: who made a rule stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=("charity_allocation_rules.made_by_id", "charity_allocation_rules.ended_by_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
