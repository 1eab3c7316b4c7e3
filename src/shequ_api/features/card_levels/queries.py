"""Reads of ladders, and of what counts for levels."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Select, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.blocks.ledger.models import Account, Transfer
from shequ_api.features.card_levels.models import CardLadder
from shequ_api.features.card_levels.rules import Ladder, LadderPeriod, Step
from shequ_api.features.earnings.public import earning_taken_back
from shequ_api.features.manual_credits.public import credit_reversed
from shequ_api.features.points.public import ISSUER, PointsCard

Rows = Select[*tuple[Any, ...]]


def ladder_lines(place_id: UUID) -> Rows:
    """All editions of a district's or city's own."""
    return select(CardLadder.__table__).where(CardLadder.place_id == place_id)


async def editions_for(session: AsyncSession, district_id: UUID) -> list[Ladder]:
    """All editions that ever spoke for a district, its own and its city's, as they begin. One
    statement."""
    city = select(Place.city_id).where(Place.id == district_id).scalar_subquery()
    own = select(CardLadder).where(
        or_(CardLadder.place_id == district_id, CardLadder.place_id == city)
    )
    rows = await session.scalars(own.order_by(CardLadder.valid_from, CardLadder.id))
    return [
        Ladder(
            id=row.id,
            of_district=row.place_id == district_id,
            period=LadderPeriod(row.period),
            steps=tuple(Step(**step) for step in row.steps),
            valid_from=row.valid_from,
        )
        for row in rows
    ]


async def earned_by_day(
    session: AsyncSession, person_id: UUID, district_id: UUID
) -> list[tuple[date, int]]:
    """What a human being earned in a district and was not taken back, day by day, on this card and
    on those of accounts that were merged into theirs. One statement, out of the ledger."""
    accounts = (
        select(PointsCard.account_id)
        .join(Person, Person.id == PointsCard.person_id)
        .where(
            PointsCard.district_id == district_id,
            or_(Person.id == person_id, Person.merged_into_id == person_id),
        )
    )
    giver, back = aliased(Account), aliased(Transfer)
    day = cast(func.timezone("Asia/Shanghai", Transfer.at), Date)
    earned = (
        select(day, func.sum(Transfer.amount))
        .join(giver, giver.id == Transfer.debit_account_id)
        .where(
            Transfer.credit_account_id.in_(accounts),
            giver.kind == ISSUER,
            Transfer.reverses_id.is_(None),
            ~select(back.id).where(back.reverses_id == Transfer.id).exists(),
            # Taken back when nothing was left: no transfer says so.
            ~earning_taken_back(Transfer.id),
            ~credit_reversed(Transfer.id),
        )
        .group_by(day)
        .order_by(day)
    )
    return [(on, int(points)) for on, points in await session.execute(earned)]
