"""Pure decisions about statements: their periods, and what points are worth."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from shequ_api.features.partners.public import SettlementPeriod
from shequ_api.kit.clock import china_date, china_midnight

LARGE_POINTS = 500
"""A correction of so many or more takes a second person's word: whoever prepares its statement for
payment is not who made it."""
QUIET_TIME = timedelta(minutes=10)
"""After a period's end: whatever began within it has been written, or never will be."""
MONTHS = {SettlementPeriod.MONTH: 1, SettlementPeriod.QUARTER: 3, SettlementPeriod.YEAR: 12}


class LineKind(StrEnum):
    """What a line of a statement is about."""

    REDEMPTION = "redemption"
    SALE = "stall_sale"
    CONFLICT = "stall_record"
    """What the community let a resident pay for, of what a stall handed over offline."""
    CORRECTION = "settlement_correction"
    SHARE = "income_share"
    """A part of its income that the partner gives to charity."""
    PLEDGE = "unit_pledge"
    """What it gives for so many units that it sold."""
    OTHER = "other"


LINE_TITLES = {
    LineKind.REDEMPTION: "兑换",
    LineKind.SALE: "当面兑换",
    LineKind.CONFLICT: "离线核销补扣",
    LineKind.CORRECTION: "结算更正",
    LineKind.SHARE: "收益入公益池",
    LineKind.PLEDGE: "一分钱公益",
    LineKind.OTHER: "其他",
}
SOLD = (LineKind.REDEMPTION, LineKind.SALE, LineKind.CONFLICT)
"""What a partner is paid for by residents."""


def kind_of(reference_kind: str | None) -> LineKind:
    """What a transfer is about."""
    return LineKind(reference_kind) if reference_kind in set(LineKind) else LineKind.OTHER


def fen_of(worth: int) -> int:
    """Hundredths of a fen in fen; half a fen is rounded up."""
    return (worth + 50) // 100


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
