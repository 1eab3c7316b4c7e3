"""What this feature keeps about persons: what they gave."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.charity.models import Donation, Pool
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.own_words import forget_words


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I gave to which pool."""
    mine = (
        select(Pool.title, Donation.amount_points, Donation.message, Donation.donated_at)
        .join(Pool, Pool.id == Donation.pool_id)
        .where(Donation.donor_id == person_id)
        .order_by(Donation.donated_at)
    )
    return {
        "捐赠": [
            {
                "公益池": row.title,
                "积分": row.amount_points,
                "留言": row.message,
                "时间": row.donated_at,
            }
            for row in await session.execute(mine)
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What they wrote beside a gift goes; the gift stays in the open ledger, the donor's name is
    gone with the person's."""
    await forget_words(session, Donation, person_id)


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: who gave stays as it was written into the open ledger."""


PERSONAL_DATA = PersonalData(
    columns=("charity_donations.donor_id",), collect=collect, erase=erase, merge=merge
)
