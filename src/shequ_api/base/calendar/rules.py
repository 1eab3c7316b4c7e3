"""Pure decisions: which days are worked, and counting them."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

SATURDAY = 5
ONE_DAY = timedelta(days=1)


class DayKind(StrEnum):
    """What an exception to Monday–Friday is."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"


class DaySource(StrEnum):
    """On whose word a day is what it is."""

    NOTICE = "notice"
    """The State Council's yearly notice, with the days that are worked in exchange."""
    STATUTE = "statute"
    """The statute on public holidays alone; the notice for the year is not known yet."""
    OFFICE = "office"
    """A city entered it: what the notice says before a release knows it, or its own closure."""


def is_workday(day: date, exceptions: Mapping[date, str]) -> bool:
    """Whether a day is worked: what the exceptions (day → `DayKind`) say, else Monday–Friday."""
    kind = exceptions.get(day)
    if kind is not None:
        return kind == DayKind.WORKDAY
    return day.weekday() < SATURDAY


def add_workdays(day: date, n: int, exceptions: Mapping[date, str]) -> date:
    """The n-th workday after a day, which does not count itself; for n = 0 the day.

    Raises ValueError for a negative n.
    """
    if n < 0:
        raise ValueError("workdays are counted forward")
    while n:
        day += ONE_DAY
        n -= is_workday(day, exceptions)
    return day
