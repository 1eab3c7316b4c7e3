"""What this feature keeps about persons: who set policies."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.charity_minors.models import CharityMinorPolicy
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The policies that I set."""
    mine = select(CharityMinorPolicy.set_at).where(CharityMinorPolicy.set_by_id == person_id)
    at = await session.scalars(mine.order_by(CharityMinorPolicy.set_at))
    return {"制定的未成年人捐赠办法": [{"制定时间": each} for each in at]}


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: an edition is never changed, and names nobody once the name is gone."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: an edition stays as it was set."""


PERSONAL_DATA = PersonalData(
    columns=("charity_minor_policies.set_by_id",), collect=collect, erase=erase, merge=merge
)
