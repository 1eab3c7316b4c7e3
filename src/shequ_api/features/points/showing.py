"""Putting a card, its lots and its lines together for a reader."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.blocks.ledger import queries as ledger
from shequ_api.features.points.models import PointsCard
from shequ_api.features.points.schemas import (
    ExpiringPoints,
    PointsCardLine,
    PointsCardView,
    PointsLotView,
)
from shequ_api.features.points_lots.public import NEVER, coming_of, last_day_of, standing_of


async def card_view(session: AsyncSession, card: PointsCard, now: datetime) -> PointsCardView:
    """A card as its owner sees it."""
    standing = await standing_of(session, card.account_id, now)
    coming = await coming_of(session, card.account_id, now)
    return await _view(
        session,
        card,
        as_of=None,
        balance_points=standing.balance,
        held_points=standing.held,
        expired_points=standing.expired,
        available_points=standing.available,
        expiring=[ExpiringPoints.model_validate(each) for each in coming],
        next_expires_on=_day(await last_day_of(session, card.district_id, now)),
    )


async def card_view_as_of(
    session: AsyncSession, card: PointsCard, instant: datetime
) -> PointsCardView:
    """What was on a card, and set aside, at an instant in the past."""
    balance = await ledger.balance_as_of(session, account_id=card.account_id, instant=instant)
    return await _view(
        session,
        card,
        as_of=instant,
        balance_points=balance.balance,
        held_points=balance.held,
        expired_points=None,
        available_points=None,
        expiring=None,
        next_expires_on=None,
    )


async def _view(session: AsyncSession, card: PointsCard, **points: Any) -> PointsCardView:
    district = await session.get_one(Place, card.district_id)
    return PointsCardView(
        id=card.id,
        number=card.number,
        district_id=card.district_id,
        district_name=district.name,
        opened_at=card.opened_at,
        **points,
    )


def _day(expires_on: date) -> date | None:
    return None if expires_on == NEVER else expires_on


def lot_view(row: dict[str, Any]) -> PointsLotView:
    """A lot as its owner sees it."""
    return PointsLotView(
        id=row["id"],
        points=row["points"],
        remaining_points=row["remaining"],
        expires_on=_day(row["expires_on"]),
        came_at=row["came_at"],
        transfer_id=row["transfer_id"],
    )


async def card_lines(
    session: AsyncSession, card: PointsCard, rows: list[dict[str, Any]]
) -> list[PointsCardLine]:
    """Movements, newest first, with the balance after each."""
    if not rows:
        return []
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
        )
        lines.append(line)
        after -= line.amount_points
    return lines
