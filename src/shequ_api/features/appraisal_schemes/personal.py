"""What this feature keeps about persons: who drew up schemes, and who published them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.appraisal_schemes.models import AppraisalScheme
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The schemes that I drew up."""
    mine = select(AppraisalScheme).where(AppraisalScheme.drawn_by_id == person_id)
    return {
        "制定的考核方案": [
            {"方案": each.title, "时间": each.drawn_at}
            for each in await session.scalars(mine.order_by(AppraisalScheme.drawn_at))
        ]
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: an office's scheme stays; by whom is gone with the name."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: a scheme stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=("appraisal_schemes.drawn_by_id", "appraisal_schemes.published_by_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
