"""Pure decisions about statements: their periods, and what points are worth."""

from datetime import date, datetime, timedelta

from shequ_api.features.partners.public import SettlementPeriod
from shequ_api.kit.clock import china_date, china_midnight

QUIET_TIME = timedelta(minutes=10)
"""After a period's end: whatever began within it has been written, or never will be."""
MONTHS = {SettlementPeriod.MONTH: 1, SettlementPeriod.QUARTER: 3, SettlementPeriod.YEAR: 12}


def fen_for(points: int, fen_per_100_points: int) -> int:
    """What points are worth, in fen; half a fen is rounded up."""
    return (points * fen_per_100_points + 50) // 100


def ended_period(kind: SettlementPeriod, now: datetime) -> tuple[date, date]:
    """The last period of the calendar that is over, half-open: month, quarter or year."""
    today = china_date(now - QUIET_TIME)
    length = MONTHS[kind]
    ends_on = today.replace(month=(today.month - 1) // length * length + 1, day=1)
    return _months_before(ends_on, length), ends_on


def _months_before(first: date, months: int) -> date:
    """The first day of the month so many months before one."""
    index = first.year * 12 + first.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def is_over(ends_on: date, now: datetime) -> bool:
    """Whether a period that ends before this day can be settled."""
    return now >= china_midnight(ends_on) + QUIET_TIME


def may_correct(line_points: int, corrected: int, more: int) -> bool:
    """Whether a line can be corrected by so much more: never by more than it says, either way."""
    return abs(corrected + more) <= abs(line_points)
