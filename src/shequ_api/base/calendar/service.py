"""Keeping the calendar: this year and the next, as the library knows them."""

from datetime import datetime

from sqlalchemy import delete, extract
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.almanac import days_of
from shequ_api.base.calendar.models import CalendarDay
from shequ_api.kit.clock import china_date


async def keep_calendar(session: AsyncSession, now: datetime) -> None:
    """Enter this year's and the next year's days; running it again changes nothing.

    Days that the library no longer names go: the notice moves days that only the statute set.
    """
    year = china_date(now).year
    for wanted in (year, year + 1):
        await _keep_year(session, wanted)


async def _keep_year(session: AsyncSession, year: int) -> None:
    rows = days_of(year)
    of_year = extract("year", CalendarDay.day) == year
    gone = CalendarDay.day.not_in([row["day"] for row in rows])
    await session.execute(delete(CalendarDay).where(of_year, gone))
    new = insert(CalendarDay)
    columns = {name: new.excluded[name] for name in ("kind", "title", "source")}
    await session.execute(new.on_conflict_do_update(index_elements=["day"], set_=columns), rows)
