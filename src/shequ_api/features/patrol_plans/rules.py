"""Pure decisions about plans: on which days they fall, and in which hours."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from shequ_api.base.calendar.rules import DayKind
from shequ_api.kit.clock import china_midnight


class PlanState(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    ENDED = "ended"


PLAN_TITLES = {
    PlanState.DRAFT: "草稿",
    PlanState.ACTIVE: "执行中",
    PlanState.ENDED: "已结束",
}


class Window(NamedTuple):
    """The hours of a day in which a task is to be done; half-open."""

    opens_at: datetime
    closes_at: datetime


def falls_on(recurrence: Mapping[str, Any], first_on: date, day: date) -> bool:
    """Whether a plan that begins on `first_on` comes round on a day.

    A day of the month that a month lacks is its last one.
    """
    match recurrence["kind"]:
        case "every":
            return (day - first_on).days % int(recurrence["days"]) == 0
        case "weekdays":
            return day.isoweekday() in recurrence["weekdays"]
        case _:
            last = monthrange(day.year, day.month)[1]
            return day.day in {min(wanted, last) for wanted in recurrence["month_days"]}


def days_due(
    recurrence: Mapping[str, Any],
    days: tuple[date, date | None],
    between: tuple[date, date],
    exceptions: Mapping[date, str],
    *,
    skips_holidays: bool,
) -> list[date]:
    """The days from `between`'s first to its second, both included, on which a plan falls.

    `days`: its first and last day. `exceptions`: day → `DayKind`.
    """
    first_on, last_on = days
    begin, end = max(first_on, between[0]), min(last_on or between[1], between[1])
    span = (begin + timedelta(days=n) for n in range((end - begin).days + 1))
    return [
        day
        for day in span
        if falls_on(recurrence, first_on, day)
        and not (skips_holidays and exceptions.get(day) == DayKind.HOLIDAY)
    ]


def window_on(day: date, opens_minute: int, closes_minute: int) -> Window:
    """The window of a day in China, by minutes after its midnight."""
    midnight = china_midnight(day)
    return Window(
        midnight + timedelta(minutes=opens_minute), midnight + timedelta(minutes=closes_minute)
    )


def minute_of(clock: str) -> int:
    """`08:30` → 510; `24:00` is the day's end."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def clock_of(minute: int) -> str:
    """510 → `08:30`."""
    return f"{minute // 60:02}:{minute % 60:02}"
