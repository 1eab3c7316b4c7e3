"""What this feature keeps about persons: who made rules. Whom a rule chose stands as a posting."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.ticket_routing.models import RoutingRuleEdition
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The rules that I wrote."""
    mine = select(RoutingRuleEdition).where(RoutingRuleEdition.made_by_id == person_id)
    return {
        "制定的分派规则": [
            {"规则": each.content["title"], "版本": each.version, "时间": each.made_at}
            for each in await session.scalars(mine.order_by(RoutingRuleEdition.made_at))
        ]
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: an office's rule stays; by whom is gone with the name."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: a rule stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=("ticket_routing_rules.changed_by_id", "ticket_routing_rule_editions.made_by_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
