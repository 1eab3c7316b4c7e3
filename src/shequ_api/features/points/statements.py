"""What came to a card and left it in some days."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger import queries as ledger
from shequ_api.features.points import queries
from shequ_api.features.points.models import PointsCard
from shequ_api.features.points.schemas import PointsStatement
from shequ_api.kit.clock import china_midnight
from shequ_api.kit.errors import Malformed

MOST_DAYS = 366
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
TICK = timedelta(microseconds=1)
"""No two movements of a card are nearer to each other."""


class PeriodUnfit(Malformed):
    """Facts: `most_days`."""

    code, title = "statement_period_unfit", "对账期间应从第一天到最后一天，最多 366 天"


class Period(NamedTuple):
    """Whole days in China: from an instant until before another."""

    first: date
    last: date

    @property
    def begins(self) -> datetime:
        return china_midnight(self.first)

    @property
    def ends(self) -> datetime:
        return china_midnight(self.last + timedelta(days=1))


def period_of(first: date | None, last: date | None) -> Period:
    """Some days, if both ends are said and they are few enough. PeriodUnfit."""
    if first is None or last is None:
        raise PeriodUnfit(most_days=MOST_DAYS)
    if not EARLIEST <= first <= last < LATEST or (last - first).days >= MOST_DAYS:
        raise PeriodUnfit(most_days=MOST_DAYS)
    return Period(first, last)


async def statement_of(session: AsyncSession, card: PointsCard, period: Period) -> PointsStatement:
    """Opening, in, out, closing of a card."""
    before = await ledger.balance_as_of(
        session, account_id=card.account_id, instant=period.begins - TICK
    )
    moved = queries.moved_between(card.account_id, period.begins, period.ends)
    came, left = (await session.execute(moved)).one()
    return PointsStatement(
        card_id=card.id,
        first_day=period.first,
        last_day=period.last,
        opening_points=before.balance,
        in_points=int(came),
        out_points=int(left),
        closing_points=before.balance + int(came) - int(left),
    )
