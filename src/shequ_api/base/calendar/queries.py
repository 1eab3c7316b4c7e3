"""Reads of the calendar."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.almanac import days_of
from shequ_api.base.calendar.hours import SpecialDays
from shequ_api.base.calendar.models import CalendarDay


async def exceptions_between(session: AsyncSession, first: date, last: date) -> dict[date, str]:
    """The days from `first` to `last`, both included, that are not what their weekday says."""
    return {row.day: row.kind for row in await days_between(session, first, last)}


async def days_between(session: AsyncSession, first: date, last: date) -> list[CalendarDay]:
    """The same with their titles, in order."""
    statement = select(CalendarDay).where(CalendarDay.day.between(first, last))
    return list(await session.scalars(statement.order_by(CalendarDay.day)))


async def special_days(session: AsyncSession) -> SpecialDays:
    """Year → its special days, for any year: as kept, else as the library and the statute say.

    One statement; some thirty rows for each year since the installation.
    """
    kept: dict[int, dict[date, str]] = defaultdict(dict)
    for day, kind in await session.execute(select(CalendarDay.day, CalendarDay.kind)):
        kept[day.year][day] = kind
    return lambda year: kept[year] if year in kept else _told_by_library(year)


@lru_cache(maxsize=200)
def _told_by_library(year: int) -> Mapping[date, str]:
    return {row["day"]: row["kind"] for row in days_of(year)}
