"""What this feature keeps about persons: whose hand issued or revoked a code."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.codes.models import PlaceCode
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The codes that I issued or revoked."""
    by_me = or_(PlaceCode.issued_by_id == person_id, PlaceCode.revoked_by_id == person_id)
    mine = select(PlaceCode).where(by_me).order_by(PlaceCode.issued_at)
    return {
        "签发或作废的楼栋码": [
            {"编号": each.id, "签发时间": each.issued_at, "作废时间": each.revoked_at}
            for each in await session.scalars(mine)
        ]
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: that an office issued a code stays; it names nobody once the name is gone."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: who issued a code stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=("place_codes.issued_by_id", "place_codes.revoked_by_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
