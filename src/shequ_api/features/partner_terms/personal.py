"""What this feature keeps about persons: who published terms."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.partner_terms.models import PartnerTerms
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The terms that I published."""
    mine = select(PartnerTerms).where(PartnerTerms.published_by_id == person_id)
    return {
        "发布的合作条款": [
            {"名称": row.title, "版本": row.number, "时间": row.published_at}
            for row in await session.scalars(mine.order_by(PartnerTerms.published_at))
        ]
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: terms are the office's words, and their publisher's name is gone with the person."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: who published stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=("partner_terms.published_by_id",), collect=collect, erase=erase, merge=merge
)
