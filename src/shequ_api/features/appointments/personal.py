"""What this feature keeps about persons: who set a counter up. (Appointments are the block's.)"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.appointments.models import Counter
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The counters that I set up."""
    mine = select(Counter).where(Counter.made_by_id == person_id).order_by(Counter.made_at)
    return {
        "设置的预约窗口": [
            {"窗口": each.name, "时间": each.made_at} for each in await session.scalars(mine)
        ]
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: an office's counter stays; by whom is gone with the name."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: it stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=("appointment_counters.made_by_id",), collect=collect, erase=erase, merge=merge
)
