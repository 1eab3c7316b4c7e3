"""What this feature keeps about persons: who made labels, and who put them on tickets."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.ticket_labels.models import TicketLabel, TicketLabelUse
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The labels that I made, and where I put them."""
    made = select(TicketLabel).where(TicketLabel.made_by_id == person_id)
    put = select(TicketLabelUse).where(TicketLabelUse.put_by_id == person_id)
    return {
        "设置的标签": [
            {"标签": each.title, "时间": each.made_at}
            for each in await session.scalars(made.order_by(TicketLabel.made_at))
        ],
        "贴上的标签": [
            {"诉求": each.ticket_id, "时间": each.put_at}
            for each in await session.scalars(put.order_by(TicketLabelUse.put_at))
        ],
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: an office's labels stay; by whom is gone with the name."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: it stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=("ticket_labels.made_by_id", "ticket_label_uses.put_by_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
