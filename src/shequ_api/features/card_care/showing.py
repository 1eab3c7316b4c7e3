"""Putting freezes and the state of a card together for a reader."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.card_care.queries import standing_reason
from shequ_api.features.card_care.schemas import CardFreezeView
from shequ_api.features.card_levels.public import in_words, level_of
from shequ_api.features.points.public import PointsCard
from shequ_api.features.points_clawback.public import owed_by
from shequ_api.features.points_lots.public import standing_of
from shequ_api.kit.masking import mask_name

SHOWN = (6, 3)


def masked_number(number: str) -> str:
    """`510108*********901`."""
    first, last = SHOWN
    return f"{number[:first]}{'*' * (len(number) - first - last)}{number[-last:]}"


def masked_holder(name: str | None) -> str | None:
    """A holder's name as staff see it."""
    return mask_name(name) if name else None


def freeze_view(row: Mapping[Any, Any]) -> CardFreezeView:
    """A freeze."""
    names = CardFreezeView.model_fields.keys() - {"card_number", "holder_name"}
    return CardFreezeView(
        **{name: row[name] for name in names},
        card_number=masked_number(row["card_number"]),
        holder_name=masked_holder(row["holder_name"]),
    )


async def state_of(session: AsyncSession, card: PointsCard, now: datetime) -> dict[str, Any]:
    """Five statements: balance, freeze, debts, and two of the level."""
    standing = await standing_of(session, card.account_id, now)
    owed = int(await session.scalar(owed_by(card.id)) or 0)
    level = await level_of(session, card.person_id, card.district_id, now)
    return {
        "card_id": card.id,
        "balance_points": standing.balance,
        "available_points": standing.available,
        "frozen_at": card.frozen_at,
        "frozen_reason": await session.scalar(standing_reason(card.id)),
        "owed_points": owed,
        "debt_text": _owing(owed) if owed else None,
        "level_text": in_words(level),
    }


def _owing(owed: int) -> str:
    return f"此前被扣回的积分尚欠 {owed} 分，以后得分时自动抵扣一部分"
