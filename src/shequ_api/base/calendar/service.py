"""Keeping the calendar: as the library knows it, and as a city corrects it."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, extract, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.almanac import days_of
from shequ_api.base.calendar.events import THE_CALENDAR, CalendarChanged
from shequ_api.base.calendar.models import CalendarDay
from shequ_api.base.calendar.queries import exceptions_between
from shequ_api.base.calendar.rules import DayKind, DaySource
from shequ_api.base.events.facts import record
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent, Malformed

YEARS_AHEAD = 2
"""How far a city may look ahead: the notice comes weeks before its year."""


class DayUnfit(Malformed):
    code, title = "calendar_day_unfit", "只能填写今年及以后两年内的日期"


async def keep_calendar(session: AsyncSession, now: datetime) -> None:
    """Enter this year's and the next year's days; running it again changes nothing.

    Days that the library no longer names go: the notice moves days that only the statute set. What
    a city entered stays.
    """
    year = china_date(now).year
    for wanted in (year, year + 1):
        before = await _of_year(session, wanted)
        await _keep_year(session, wanted)
        await _tell(session, wanted, before, now)


async def enter_day(
    session: AsyncSession, day: date, *, kind: DayKind, title: str, now: datetime
) -> None:
    """What a city says that a day is, whatever the library says."""
    _refuse_unfit(day, now)
    before = await _of_year(session, day.year)
    said = {"kind": kind.value, "title": title, "source": DaySource.OFFICE.value}
    row = insert(CalendarDay).values(day=day, **said)
    await session.execute(row.on_conflict_do_update(index_elements=["day"], set_=said))
    await _tell(session, day.year, before, now)


async def take_back_day(session: AsyncSession, day: date, *, now: datetime) -> None:
    """It is again what the library says. Raises `Absent` where no city said anything."""
    _refuse_unfit(day, now)
    before = await _of_year(session, day.year)
    said = (CalendarDay.day == day, CalendarDay.source == DaySource.OFFICE)
    gone = delete(CalendarDay).where(*said).returning(CalendarDay.day)
    if await session.scalar(gone) is None:
        raise Absent
    kept = (_in_year(day.year), CalendarDay.source != DaySource.OFFICE)
    if await session.scalar(select(CalendarDay.day).where(*kept).limit(1)) is not None:
        await _keep_year(session, day.year)
    await _tell(session, day.year, before, now)


def _refuse_unfit(day: date, now: datetime) -> None:
    if not 0 <= day.year - china_date(now).year <= YEARS_AHEAD:
        raise DayUnfit


def _in_year(year: int) -> ColumnElement[bool]:
    return extract("year", CalendarDay.day) == year


async def _of_year(session: AsyncSession, year: int) -> dict[date, str]:
    return await exceptions_between(session, date(year, 1, 1), date(year, 12, 31))


async def _tell(session: AsyncSession, year: int, before: dict[date, str], now: datetime) -> None:
    """Whether other days are worked now."""
    if before != await _of_year(session, year):
        record(session, CalendarChanged(subject_id=THE_CALENDAR, year=year), now=now)


async def _keep_year(session: AsyncSession, year: int) -> None:
    rows = days_of(year)
    of_library = CalendarDay.source != DaySource.OFFICE
    gone = CalendarDay.day.not_in([row["day"] for row in rows])
    await session.execute(delete(CalendarDay).where(_in_year(year), gone, of_library))
    new = insert(CalendarDay)
    columns = {name: new.excluded[name] for name in ("kind", "title", "source")}
    await session.execute(
        new.on_conflict_do_update(index_elements=["day"], set_=columns, where=of_library), rows
    )
