"""What this feature keeps about persons: who drew up schemes, and who published them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.performance_schemes.models import PerformanceScheme
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The schemes that I drew up."""
    mine = select(PerformanceScheme).where(PerformanceScheme.drawn_by_id == person_id)
    return {
        "制定的考核方案": [
            {"方案": each.title, "时间": each.drawn_at}
            for each in await session.scalars(mine.order_by(PerformanceScheme.drawn_at))
        ]
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: an office's scheme stays; by whom is gone with the name."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: a scheme stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=("performance_schemes.drawn_by_id", "performance_schemes.published_by_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
