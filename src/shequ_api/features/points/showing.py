"""Putting a card, its lines and the rules together for a reader."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.blocks.ledger import queries as ledger
from shequ_api.features.points import queries
from shequ_api.features.points.models import PointsCard
from shequ_api.features.points.rules import TRIGGERS, RuleFact
from shequ_api.features.points.schemas import EarningRuleView, PointsCardLine, PointsCardView


async def card_view(session: AsyncSession, card: PointsCard, now: datetime) -> PointsCardView:
    """A card as its owner sees it."""
    balance = await ledger.balance_now(session, account_id=card.account_id, now=now)
    district = await session.get_one(Place, card.district_id)
    return PointsCardView(
        id=card.id,
        number=card.number,
        district_id=card.district_id,
        district_name=district.name,
        balance_points=balance.balance,
        held_points=balance.held,
        available_points=balance.available,
        opened_at=card.opened_at,
    )


async def card_lines(
    session: AsyncSession, card: PointsCard, rows: list[dict[str, Any]]
) -> list[PointsCardLine]:
    """Movements, newest first, with the balance after each and the rule behind it."""
    if not rows:
        return []
    behind = await session.scalars(queries.earnings_behind([row["id"] for row in rows]))
    rules = {earning.transfer_id: earning.rule_id for earning in behind}
    # Each transfer of an account is later than the one before: this is the balance after the first.
    newest = await ledger.balance_as_of(session, account_id=card.account_id, instant=rows[0]["at"])
    after, lines = newest.balance, []
    for row in rows:
        line = PointsCardLine(
            transfer_id=row["id"],
            at=row["at"],
            amount_points=row["change"],
            balance_after_points=after,
            reason=row["reason"],
            reference_kind=row["reference_kind"],
            reference_id=row["reference_id"],
            rule_id=rules.get(row["id"]),
        )
        lines.append(line)
        after -= line.amount_points
    return lines


def rule_view(row: Mapping[Any, Any]) -> EarningRuleView:
    """A rule with its fact's name in words."""
    return EarningRuleView(**row, fact_title=TRIGGERS[RuleFact(row["fact"])].title)
