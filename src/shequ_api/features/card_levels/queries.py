"""Reads of ladders, and of what counts for levels."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Select, case, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.blocks.ledger.models import Account, Transfer
from shequ_api.features.card_levels.models import CardLadder
from shequ_api.features.card_levels.rules import Came, Ladder, LadderPeriod, Step
from shequ_api.features.earning_records.public import earning_taken_back_at
from shequ_api.features.manual_credits.public import credit_reversed_at
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


async def history_of(
    session: AsyncSession, persons: Collection[UUID], district_id: UUID, since: datetime
) -> dict[UUID, list[Came]]:
    """By person: what issuers gave to human beings in a district, on their cards and on those of
    accounts that were merged into theirs: day by day until an instant, from then on one by one; and
    when it was taken back. One statement, out of the ledger."""
    owner = func.coalesce(Person.merged_into_id, Person.id)
    giver, back = aliased(Account), aliased(Transfer)
    returned = select(back.at).where(back.reverses_id == Transfer.id).scalar_subquery()
    # Taken back when nothing was left: no transfer says so.
    undone = func.least(
        returned, earning_taken_back_at(Transfer.id), credit_reversed_at(Transfer.id)
    )
    came = (
        select(
            owner.label("owner"),
            cast(func.timezone("Asia/Shanghai", Transfer.at), Date).label("day"),
            case((Transfer.at >= since, Transfer.at)).label("at"),
            undone.label("undone_at"),
            Transfer.amount,
        )
        .select_from(PointsCard)
        .join(Person, Person.id == PointsCard.person_id)
        .join(Transfer, Transfer.credit_account_id == PointsCard.account_id)
        .join(giver, giver.id == Transfer.debit_account_id)
        .where(
            PointsCard.district_id == district_id,
            or_(Person.id.in_(persons), Person.merged_into_id.in_(persons)),
            giver.kind == ISSUER,
            Transfer.reverses_id.is_(None),
        )
        .subquery()
    )
    keys = (came.c.owner, came.c.day, came.c.at, came.c.undone_at)
    grouped = select(*keys, func.sum(came.c.amount)).group_by(*keys).order_by(came.c.day)
    found: dict[UUID, list[Came]] = defaultdict(list)
    for person_id, day, at, undone_at, points in await session.execute(grouped):
        found[person_id].append(Came(day, at, undone_at, int(points)))
    return found
