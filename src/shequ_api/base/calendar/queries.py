"""Reads of the calendar."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.models import CalendarDay


async def exceptions_between(session: AsyncSession, first: date, last: date) -> dict[date, str]:
    """The days from `first` to `last`, both included, that are not what their weekday says."""
    return {row.day: row.kind for row in await days_between(session, first, last)}


async def days_between(session: AsyncSession, first: date, last: date) -> list[CalendarDay]:
    """The same with their titles, in order."""
    statement = select(CalendarDay).where(CalendarDay.day.between(first, last))
    return list(await session.scalars(statement.order_by(CalendarDay.day)))
