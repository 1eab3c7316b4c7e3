"""What this feature keeps about persons: who decided. Who appealed, and why, stands in the trail
of the ticket."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.ticket_appeals.models import TicketAppeal
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The appeals about which I decided."""
    mine = select(TicketAppeal).where(TicketAppeal.decided_by_id == person_id)
    return {
        "决定的复核": [
            {"诉求": each.ticket_id, "时间": each.decided_at}
            for each in await session.scalars(mine.order_by(TicketAppeal.decided_at))
        ]
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: an office's decisions stay; by whom is gone with the name."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: who decided stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=("ticket_appeals.decided_by_id",), collect=collect, erase=erase, merge=merge
)
