"""Keeping the calendar and reading it over HTTP."""

from datetime import UTC, date, datetime

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.models import CalendarDay
from shequ_api.base.calendar.queries import exceptions_between, special_days
from shequ_api.base.calendar.service import keep_calendar
from shequ_api.base.events.models import Event
from shequ_api.kit.clock import china_date, utc_now
from tests.cast import Cast

API = "/api/v1/calendar-days"
AUTUMN = datetime(2026, 11, 1, tzinfo=UTC)


async def test_keeping_replaces_what_the_library_no_longer_says(session: AsyncSession) -> None:
    wrong = {"kind": "workday", "title": "错", "source": "statute"}
    await keep_calendar(session, AUTUMN)
    await session.merge(CalendarDay(day=date(2027, 3, 3), **wrong))
    await session.merge(CalendarDay(day=date(2027, 10, 1), **wrong))
    await session.merge(CalendarDay(day=date(2024, 3, 3), **wrong))
    await session.flush()
    await keep_calendar(session, AUTUMN)
    session.expire_all()
    found = {row.day: row for row in await session.scalars(select(CalendarDay))}
    assert found[date(2027, 10, 1)].kind == "holiday"
    assert date(2027, 3, 3) not in found
    assert date(2024, 3, 3) in found, "other years are left alone"
    kinds = await exceptions_between(session, date(2026, 10, 7), date(2026, 10, 10))
    assert kinds == {date(2026, 10, 7): "holiday", date(2026, 10, 10): "workday"}


async def test_each_day_of_a_span_is_told(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await keep_calendar(session, AUTUMN)
    headers = await cast.headers("newcomer")
    span = {"from": "2026-10-07", "to": "2026-10-12"}
    answer = await client.get(API, params=span, headers=headers)
    assert answer.status_code == 200, answer.text
    items = answer.json()["items"]
    assert [item["is_workday"] for item in items] == [False, True, True, True, False, True]
    assert [item["day"] for item in items][::5] == ["2026-10-07", "2026-10-12"]
    assert (items[3]["title"], items[1]["title"]) == ("调休上班", None)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-10-02", "2026-10-01"),
        ("2026-01-01", "2027-01-02"),
        ("0001-01-01", "9999-12-31"),
        ("9999-12-31", "0001-01-01"),
    ],
)
async def test_a_span_has_bounds(client: AsyncClient, cast: Cast, first: str, last: str) -> None:
    headers = await cast.headers("newcomer")
    answer = await client.get(API, params={"from": first, "to": last}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "span_unfit")


async def test_the_last_day_there_is(client: AsyncClient, cast: Cast) -> None:
    span = {"from": "9999-12-31", "to": "9999-12-31"}
    answer = await client.get(API, params=span, headers=await cast.headers("newcomer"))
    assert [item["is_workday"] for item in answer.json()["items"]] == [True]


async def test_what_a_city_enters_stands_before_the_library_and_outlasts_it(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await keep_calendar(session, utc_now())
    await session.commit()
    city, year = await cast.headers("city_administrator"), china_date(utc_now()).year
    beyond = date(year + 2, 10, 1)
    for day, kind in ((date(year + 1, 10, 1), "workday"), (date(year + 2, 3, 3), "holiday")):
        before = await events(session)
        body = {"kind": kind, "title": "市里通知"}
        for times in range(2):
            said = await client.put(f"{API}/{day}", json=body, headers=city)
            assert said.status_code == 200, said.text
            [item] = said.json()["items"]
            assert (item["is_workday"], item["title"]) == (kind == "workday", "市里通知")
            assert await events(session) == before + 1, ("told once", times)
    await keep_calendar(session, utc_now())
    known = await special_days(session)
    kinds = await exceptions_between(session, date(year + 1, 10, 1), beyond)
    assert kinds[date(year + 1, 10, 1)] == known(year + 1)[date(year + 1, 10, 1)] == "workday"
    assert kinds[date(year + 2, 3, 3)] == "holiday"
    assert kinds[beyond] == "holiday", "of a year that nobody keeps, the statute's"
    back = await client.delete(f"{API}/{date(year + 1, 10, 1)}", headers=city)
    assert back.json()["items"][0]["is_workday"] is False, "as the library says"
    again = await client.delete(f"{API}/{date(year + 1, 10, 1)}", headers=city)
    assert again.status_code == 404
    for unfit in (f"{year - 1}-12-31", f"{year + 3}-01-01"):
        for method in ("PUT", "DELETE"):
            content = {"kind": "holiday", "title": "市里通知"} if method == "PUT" else None
            answer = await client.request(method, f"{API}/{unfit}", json=content, headers=city)
            assert (answer.status_code, answer.json()["code"]) == (422, "calendar_day_unfit")


async def events(session: AsyncSession) -> int:
    told = select(func.count()).where(Event.name == "calendar_changed")
    return await session.scalar(told) or 0
