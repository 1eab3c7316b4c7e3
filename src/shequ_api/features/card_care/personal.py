"""What this feature keeps about persons: whose card was frozen, by whom, and why."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.card_care.models import CardFreeze
from shequ_api.features.points.public import PointsCard
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.own_words import FORGOTTEN
from shequ_api.kit.repointing import QUIET


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """When my cards were frozen and thawed, and what I froze or thawed."""
    signed = or_(CardFreeze.frozen_by_id == person_id, CardFreeze.thawed_by_id == person_id)
    mine = CardFreeze.card_id.in_(select(PointsCard.id).where(PointsCard.person_id == person_id))
    found = select(CardFreeze).where(or_(mine, signed)).order_by(CardFreeze.frozen_at)
    return {
        "幸福卡冻结": [
            {
                "原因": each.reason,
                "冻结时间": each.frozen_at,
                "解冻原因": each.thaw_reason,
                "解冻时间": each.thawed_at,
            }
            for each in await session.scalars(found)
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What was written of them, or by them, goes; that a card was frozen stays."""
    mine = CardFreeze.card_id.in_(select(PointsCard.id).where(PointsCard.person_id == person_id))
    frozen = update(CardFreeze).where(or_(mine, CardFreeze.frozen_by_id == person_id))
    await session.execute(frozen.values(reason=FORGOTTEN), execution_options=QUIET)
    thawed = update(CardFreeze).where(
        or_(mine, CardFreeze.thawed_by_id == person_id), CardFreeze.thaw_reason.is_not(None)
    )
    await session.execute(thawed.values(thaw_reason=FORGOTTEN), execution_options=QUIET)


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: a freeze is of a card, and who signed it stays. A frozen card is not merged away."""


PERSONAL_DATA = PersonalData(
    columns=("card_freezes.frozen_by_id", "card_freezes.thawed_by_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
