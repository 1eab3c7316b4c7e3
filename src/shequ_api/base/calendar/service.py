"""Keeping the calendar: this year and the next, as the library knows them."""

from datetime import date, datetime

from sqlalchemy import delete, extract
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.almanac import days_of
from shequ_api.base.calendar.events import THE_CALENDAR, CalendarChanged
from shequ_api.base.calendar.models import CalendarDay
from shequ_api.base.calendar.queries import exceptions_between
from shequ_api.base.events.facts import record
from shequ_api.kit.clock import china_date


async def keep_calendar(session: AsyncSession, now: datetime) -> None:
    """Enter this year's and the next year's days; running it again changes nothing.

    Days that the library no longer names go: the notice moves days that only the statute set.
    """
    year = china_date(now).year
    for wanted in (year, year + 1):
        if await _keep_year(session, wanted):
            changed = CalendarChanged(subject_id=THE_CALENDAR, year=wanted)
            record(session, changed, now=now)


async def _keep_year(session: AsyncSession, year: int) -> bool:
    """Whether other days are worked now."""
    rows = days_of(year)
    before = await exceptions_between(session, date(year, 1, 1), date(year, 12, 31))
    of_year = extract("year", CalendarDay.day) == year
    gone = CalendarDay.day.not_in([row["day"] for row in rows])
    await session.execute(delete(CalendarDay).where(of_year, gone))
    new = insert(CalendarDay)
    columns = {name: new.excluded[name] for name in ("kind", "title", "source")}
    await session.execute(new.on_conflict_do_update(index_elements=["day"], set_=columns), rows)
    return before != {row["day"]: row["kind"] for row in rows}
