"""Reads of the calendar."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.almanac import days_of
from shequ_api.base.calendar.hours import SpecialDays
from shequ_api.base.calendar.models import CalendarDay
from shequ_api.base.calendar.rules import DaySource
from shequ_api.kit.hot.questions import Asks, InSession, Question


class Exceptional(NamedTuple):
    """A day that is not what its weekday says."""

    day: date
    kind: str
    title: str


Year = Mapping[date, Exceptional]


async def exceptions_between(session: AsyncSession, first: date, last: date) -> dict[date, str]:
    """The days from `first` to `last`, both included, that are not what their weekday says: as
    kept, else as the library and the statute say."""
    return {row.day: row.kind for row in await days_between(session, first, last)}


async def days_between(session: AsyncSession, first: date, last: date) -> list[Exceptional]:
    """The same with their titles, in order. One statement."""
    years = range(first.year, last.year + 1)
    begin, end = date(first.year, 1, 1), date(last.year, 12, 31)
    known = await _kept(session, CalendarDay.day.between(begin, end))
    found = [each for year in years for each in known(year).values() if first <= each.day <= last]
    return sorted(found)


async def special_days(session: AsyncSession) -> SpecialDays:
    """Year → its special days, for any year.

    One statement; some thirty rows for each year since the installation.
    """
    return await special_days_by(InSession(session))


async def special_days_by(asks: Asks) -> SpecialDays:
    """The same, of whoever answers questions."""
    known = _told(await asks.rows(ALL_DAYS, {}))
    return lambda year: {each.day: each.kind for each in known(year).values()}


_DAYS = select(CalendarDay.day, CalendarDay.kind, CalendarDay.title, CalendarDay.source)
ALL_DAYS = Question(_DAYS)


async def _kept(session: AsyncSession, *which: ColumnElement[bool]) -> Callable[[int], Year]:
    return _told((await session.execute(_DAYS.where(*which))).all())


def _told(days: Iterable[Any]) -> Callable[[int], Year]:
    """What a city entered stands before what is kept of the library, and that before the library
    as it is."""
    kept: dict[int, dict[date, Exceptional]] = defaultdict(dict)
    entered: dict[int, dict[date, Exceptional]] = defaultdict(dict)
    for day, kind, title, source in days:
        into = entered if source == DaySource.OFFICE else kept
        into[day.year][day] = Exceptional(day, kind, title)

    def of(year: int) -> Year:
        return {**(kept.get(year) or _told_by_library(year)), **entered.get(year, {})}

    return of


@lru_cache(maxsize=200)
def _told_by_library(year: int) -> Year:
    return {row["day"]: Exceptional(row["day"], row["kind"], row["title"]) for row in days_of(year)}
