"""What this feature keeps about persons: who set a rule, and who ruled."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.ticket_handling.models import Arbitration, TicketRule
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The rules that I set, and the rulings that I made."""
    rules = select(TicketRule).where(TicketRule.set_by_id == person_id).order_by(TicketRule.set_at)
    rulings = select(Arbitration).where(Arbitration.ruled_by_id == person_id)
    return {
        "制定的诉求流转规则": [
            {"版本": each.version, "时间": each.set_at} for each in await session.scalars(rules)
        ],
        "裁定的诉求": [
            {"诉求": each.ticket_id, "时间": each.closed_at}
            for each in await session.scalars(rulings.order_by(Arbitration.closed_at))
        ],
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: an office's rules and rulings stay; by whom is gone with the name."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: who ruled stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=("ticket_rules.set_by_id", "ticket_arbitrations.ruled_by_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
