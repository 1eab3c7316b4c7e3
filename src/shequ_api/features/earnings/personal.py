"""What this feature keeps about persons: what their cards earned."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.earning_records.public import Earning
from shequ_api.features.points.public import PointsCard
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I earned."""
    earned = (
        select(Earning.reason, Earning.points, Earning.earned_at)
        .join(PointsCard, PointsCard.id == Earning.card_id)
        .where(PointsCard.person_id == person_id, Earning.shadow.is_(False))
        .order_by(Earning.earned_at)
    )
    return {
        "积分来源": [
            {"事由": row.reason, "积分": row.points, "时间": row.earned_at}
            for row in await session.execute(earned)
        ]
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: what was earned explains a ledger that is never changed; it names a card."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: what a card earned stays with it."""


PERSONAL_DATA = PersonalData(columns=(), collect=collect, erase=erase, merge=merge)
