"""Reading the business calendar."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import Query

from shequ_api.base.access.policies import AnyActor
from shequ_api.base.calendar import queries
from shequ_api.base.calendar.rules import ONE_DAY, is_workday
from shequ_api.base.calendar.schemas import CalendarDaysView, CalendarDayView
from shequ_api.kit.errors import Malformed
from shequ_api.kit.http.exchange import Session
from shequ_api.kit.http.route import Router

router = Router(tags=["calendar"])
LONGEST = timedelta(days=366)


class SpanUnfit(Malformed):
    code, title = "span_unfit", "结束日期应不早于开始日期，且一次最多查询 366 天"


@router.get("/calendar-days")
async def list_calendar_days(
    _: AnyActor,
    session: Session,
    first: Annotated[date, Query(alias="from", description="The first day, as 2026-10-01")],
    last: Annotated[
        date, Query(alias="to", description="The last day, included; at most 366 days in all")
    ],
) -> CalendarDaysView:
    """工作日历: Each day of a span, and whether it is worked: China's holidays and exchanged days
    where they are known, else Monday to Friday."""
    if not ONE_DAY <= last - first + ONE_DAY <= LONGEST:
        raise SpanUnfit
    found = {row.day: row for row in await queries.days_between(session, first, last)}
    kinds = {day: row.kind for day, row in found.items()}
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return CalendarDaysView(
        items=[
            CalendarDayView(
                day=day,
                is_workday=is_workday(day, kinds),
                title=found[day].title if day in found else None,
            )
            for day in days
        ]
    )
