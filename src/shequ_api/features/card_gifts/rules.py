"""What may be given, and the states of a gift. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shequ_api.base.access.levels import IdentityLevel
from shequ_api.kit.clock import china_date, china_midnight


class GiftState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


STATE_TITLES = {
    GiftState.OFFERED: "待接收",
    GiftState.ACCEPTED: "已接收",
    GiftState.DECLINED: "已谢绝，积分已退回",
    GiftState.WITHDRAWN: "已撤回，积分已退回",
    GiftState.EXPIRED: "逾期未接收，积分已退回",
}
TAKES_ROOM = (GiftState.OFFERED, GiftState.ACCEPTED)
"""What counts against caps: the others never came to anything."""
WRONG_TRIES_A_DAY, TRIES_A_DAY = 5, 30
"""So often may somebody ask whose card it is in 24 hours."""
FOUND_LASTS = timedelta(minutes=10)
"""So long a receiver who was found may be given to."""


class GiftSide(StrEnum):
    GIVEN = "given"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftTerms:
    """What holds: points a gift, a day and a month; days of waiting; how well both are known."""

    enabled: bool
    least_points: int
    most_points: int
    giver_day_points: int
    giver_month_points: int
    receiver_day_points: int
    receiver_month_points: int
    opened_days: int
    """A card gives so many days after it was opened."""
    rest_days: int
    """What came as a gift is not given on for so many days."""
    circle_days: int
    """Nobody gives back to a giver for so many days."""
    answer_days: int
    least_level: int
    minimum_age: int = 18
    """Of who gives: Civil Code, articles 19 and 20. Nobody under eight gives anything away."""
    unknown_age_gives: bool = True


def answer_by(terms: GiftTerms, first_over: datetime | None, now: datetime) -> datetime:
    """Until when a gift waits: so many days, and never past the day on which the giver's first
    points are over: nothing outlives its day by being given."""
    until = now + timedelta(days=terms.answer_days)
    return until if first_over is None else min(until, first_over)


def month_begins(now: datetime) -> datetime:
    """Midnight of the month's first day in China."""
    return china_midnight(china_date(now).replace(day=1))


def day_begins(now: datetime) -> datetime:
    """Midnight in China."""
    return china_midnight(china_date(now))


LEVELS_ASKED = (IdentityLevel.DWELLING, IdentityLevel.DOCUMENT, IdentityLevel.COUNTER)
