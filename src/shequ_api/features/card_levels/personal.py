"""What this feature keeps about persons: who set ladders."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.card_levels.models import CardLadder
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The ladders that I set."""
    mine = select(CardLadder.set_at).where(CardLadder.set_by_id == person_id)
    return {
        "制定的幸福卡等级办法": [
            {"制定时间": at} for at in await session.scalars(mine.order_by(CardLadder.set_at))
        ]
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: an edition is never changed, and names nobody once the name is gone."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: an edition stays as it was set."""


PERSONAL_DATA = PersonalData(
    columns=("card_ladders.set_by_id",), collect=collect, erase=erase, merge=merge
)
