"""The business calendar over HTTP."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import Depends, Path, Query

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.calendar import queries, service
from shequ_api.base.calendar.permissions import CalendarPermission
from shequ_api.base.calendar.rules import ONE_DAY, is_workday
from shequ_api.base.calendar.schemas import CalendarDayDraft, CalendarDaysView, CalendarDayView
from shequ_api.kit.errors import Malformed
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router

router = Router(tags=["calendar"])
TheDay = Annotated[date, Path(description="In China")]
Setter = Annotated[Actor, Depends(may(CalendarPermission.SET))]
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
    """工作日历: Each day of a span, and whether it is worked: as a city entered it, else by the
    State Council's notice, or the statute where that is not out yet; else Monday to Friday."""
    if not ONE_DAY <= last - first + ONE_DAY <= LONGEST:
        raise SpanUnfit
    return await _shown(session, first, last)


@router.put("/calendar-days/{day}")
async def set_calendar_day(
    day: TheDay, draft: CalendarDayDraft, _: Setter, session: Session, now: Now
) -> CalendarDaysView:
    """设定工作日历: What a day is, as the State Council's notice says before a release knows it.
    Clocks of tickets are reckoned anew; the library does not change it any more."""
    await service.enter_day(session, day, kind=draft.kind, title=draft.title, now=now)
    return await _shown(session, day, day)


@router.delete("/calendar-days/{day}")
async def take_back_calendar_day(
    day: TheDay, _: Setter, session: Session, now: Now
) -> CalendarDaysView:
    """撤销工作日历设定: The day is again what the library says."""
    await service.take_back_day(session, day, now=now)
    return await _shown(session, day, day)


async def _shown(session: Session, first: date, last: date) -> CalendarDaysView:
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
