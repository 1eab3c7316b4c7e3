"""Pure decisions: clock times as people write them, and which days may be asked for."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from shequ_api.blocks.booking.rules import Interval, State
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Malformed

MOST_DAYS = 31
DAYS_AHEAD = 400
CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$"


class DaysUnfit(Malformed):
    code, title = "appointment_days_unfit", "日期应按先后填写，且一次不超过 31 天"


class DayUnfit(Malformed):
    code, title = "appointment_day_unfit", "只能调整今天及以后 400 天内的开放时间"


class Taking(StrEnum):
    """How a place is taken."""

    BOOK = "book"
    HOLD = "hold"
    WAIT = "wait"


STATE_OF = {Taking.BOOK: State.BOOKED, Taking.HOLD: State.HELD, Taking.WAIT: State.WAITING}


def minute(clock: str) -> int:
    """`08:30` → 510."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def clock(minute_of_day: int) -> str:
    """510 → `08:30`."""
    hours, minutes = divmod(minute_of_day, 60)
    return f"{hours:02d}:{minutes:02d}"


def interval(starts: str, ends: str) -> Interval:
    """Half-open, in minutes of the day."""
    return Interval(minute(starts), minute(ends))


def check_days(first: date, last: date) -> None:
    """Refuse days that are not in order, or too many."""
    if not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
        raise DaysUnfit


def check_day(day: date, now: datetime) -> None:
    """Refuse a day that is over, or that nobody can plan yet."""
    if not timedelta(0) <= day - china_date(now) <= timedelta(days=DAYS_AHEAD):
        raise DayUnfit
