"""What an account has, has set aside, and has lost by time alone, whether or not it was swept."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
    ScalarSelect,
    Select,
    Uuid,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.models import Account, Hold, HoldStatus
from shequ_api.blocks.ledger.refusals import AccountUnknown, BalanceTooLow
from shequ_api.features.points_lots.models import PointsLot
from shequ_api.features.points_lots.rules import NEVER
from shequ_api.kit.clock import china_date

# No parameter is named like a column: an UPDATE would set it.
ACCOUNT = bindparam("of_account", type_=Uuid())
NOW = bindparam("now", type_=DateTime(timezone=True))
TODAY = bindparam("today", type_=Date())
"""The day in China on which `now` falls."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Points on an account; `expired` are over, and not yet moved away."""

    balance: int
    held: int
    expired: int

    @property
    def available(self) -> int:
        """What can be spent."""
        return self.balance - self.held - self.expired

    def without(self, held: int) -> "Standing":
        """As it would be without a hold."""
        return Standing(self.balance, self.held - held, self.expired)

    def before(self, paid: int) -> "Standing":
        """As it was before a payment."""
        return Standing(self.balance + paid, self.held, self.expired)

    def refusal(self) -> BalanceTooLow:
        """That this does not suffice."""
        return BalanceTooLow(balance=self.balance, available=self.available)


class Coming(NamedTuple):
    """Points that are good until the end of a day in China."""

    expires_on: date
    points: int


def clock(now: datetime) -> dict[str, Any]:
    """The parameters that say what time it is."""
    return {"now": now, "today": china_date(now)}


def is_live() -> ColumnElement[bool]:
    """Holds that hold something by now, marked as over or not."""
    return and_(Hold.status == HoldStatus.HELD, Hold.expires_at > NOW)


def placed_on() -> ColumnElement[Any]:
    """The day in China on which a hold was placed."""
    return cast(func.timezone("Asia/Shanghai", Hold.at), Date)


def is_expired() -> ColumnElement[bool]:
    """Lots whose last day is over, and of which something remains."""
    return and_(PointsLot.remaining > 0, PointsLot.expires_on < TODAY)


def expired_of(account_id: Any, *outer: Any) -> ScalarSelect[Any]:
    """How many points of an account are over for good: 0 or more.

    Of what was good until a day, holds placed on that day or before protect as much as they hold;
    `rules.unprotected` says the same of each lot. It is the most that any day leaves unprotected:
    each hold that may protect a lot may protect every later one (Hall's theorem for nested sets).
    `outer` is what `account_id` is a column of, if it is.
    """
    own = PointsLot.__table__.alias("own")
    days = (
        select(own.c.expires_on, func.sum(own.c.remaining).label("points"))
        .where(own.c.account_id == account_id, own.c.remaining > 0, own.c.expires_on < TODAY)
        .group_by(own.c.expires_on)
        .correlate(*outer)
        .subquery("days")
    )
    until = func.sum(days.c.points).over(order_by=days.c.expires_on)
    summed = select(days.c.expires_on, until.label("points")).subquery("summed")
    protected = (
        select(func.coalesce(func.sum(Hold.amount), 0))
        .where(Hold.debit_account_id == account_id, is_live(), placed_on() <= summed.c.expires_on)
        .correlate(summed, *outer)
        .scalar_subquery()
    )
    most = func.max(summed.c.points - protected)
    return select(
        func.greatest(literal_column("0", BigInteger()), func.coalesce(most, 0))
    ).scalar_subquery()


def standing_lines() -> Select[*tuple[Any, ...]]:
    """How accounts stand, for `standing_from`: `now` and `today` are to be bound."""
    lapsed = select(func.coalesce(func.sum(Hold.amount), 0)).where(
        Hold.debit_account_id == Account.id,
        Hold.status == HoldStatus.HELD,
        Hold.expires_at <= NOW,
    )
    held = Account.held - lapsed.scalar_subquery()
    expired = expired_of(Account.id, Account)
    return select(
        Account.balance.label("balance"), held.label("held"), expired.label("expired")
    ).select_from(Account)


def _coming() -> Select[*tuple[Any, ...]]:
    total = func.sum(PointsLot.remaining)
    return (
        select(PointsLot.expires_on, total)
        .where(
            PointsLot.account_id == ACCOUNT,
            PointsLot.remaining > 0,
            PointsLot.expires_on >= TODAY,
            PointsLot.expires_on < NEVER,
        )
        .group_by(PointsLot.expires_on)
        .order_by(PointsLot.expires_on)
    )


STANDING = standing_lines().where(Account.id == ACCOUNT)
COMING = _coming()


async def standing_of(session: AsyncSession, account_id: UUID, now: datetime) -> Standing:
    """How an account stands. AccountUnknown."""
    await session.flush()
    found = await session.execute(STANDING, {"of_account": account_id, **clock(now)})
    row = found.one_or_none()
    if row is None:
        raise AccountUnknown
    return standing_from(row)


def standing_from(row: Any) -> Standing:
    """Of a row of `standing_lines`."""
    return Standing(int(row.balance), int(row.held), int(row.expired))


async def coming_of(session: AsyncSession, account_id: UUID, now: datetime) -> list[Coming]:
    """What expires when, day by day, the nearest first; all of it."""
    rows = await session.execute(COMING, {"of_account": account_id, **clock(now)})
    return [Coming(day, int(points)) for day, points in rows]
