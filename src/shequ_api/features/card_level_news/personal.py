"""What this feature keeps about persons: what level their cards were told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.card_level_news.models import CardLevelMark
from shequ_api.features.points.public import PointsCard
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The levels that I was told."""
    marks = select(CardLevelMark.title, CardLevelMark.reached_at).join(
        PointsCard, PointsCard.id == CardLevelMark.card_id
    )
    return {
        "幸福卡等级": [
            {"等级": row.title, "达到时间": row.reached_at}
            for row in await session.execute(marks.where(PointsCard.person_id == person_id))
        ]
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: a mark names a card, and a card names nobody once the name is gone."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: a level is reckoned from all cards of a human being in a district."""


PERSONAL_DATA = PersonalData(columns=(), collect=collect, erase=erase, merge=merge)
