"""What this feature keeps about persons: where they were when they filed something."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.ticket_intake.expiring import forget_positions
from shequ_api.features.ticket_intake.models import TicketPosition
from shequ_api.features.tickets.public import Ticket
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """Where my phone was: who filed something for somebody else stood there."""
    phone = func.coalesce(Ticket.filed_by_id, Ticket.reporter_id) == person_id
    mine = select(TicketPosition).join(TicketPosition.ticket).where(phone)
    return {
        "下单位置": [
            {
                "诉求编号": each.ticket_id,
                "经度": each.longitude,
                "纬度": each.latitude,
                "坐标系": each.coordinate_system,
                "误差（米）": each.accuracy_metres,
                "时间": each.received_at,
            }
            for each in await session.scalars(mine.order_by(TicketPosition.received_at))
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """Where they stood goes; the place that the ticket found stays."""
    await forget_positions(session, person_id)


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> Sequence[str] | None:
    """Nothing: a position is its ticket's."""


PERSONAL_DATA = PersonalData(columns=(), collect=collect, erase=erase, merge=merge)
