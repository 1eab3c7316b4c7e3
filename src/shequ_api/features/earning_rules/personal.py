"""What this feature keeps about persons: who made rules, and who ended them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.earning_rules.models import EarningRule
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The rules that I made."""
    made = select(EarningRule.title, EarningRule.created_at)
    mine = made.where(EarningRule.created_by_id == person_id).order_by(EarningRule.created_at)
    return {
        "制定的积分规则": [
            {"名称": row.title, "时间": row.created_at} for row in await session.execute(mine)
        ]
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: who made a rule stays as it was signed; the name goes with the person."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: as above."""


PERSONAL_DATA = PersonalData(
    columns=("earning_rules.created_by_id", "earning_rule_ends.ended_by_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
