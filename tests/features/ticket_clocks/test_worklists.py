"""Worklists in the order in which things are due, their counts, and what moves due times."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.hours import next_midnight
from shequ_api.base.calendar.models import CalendarDay
from shequ_api.base.calendar.service import keep_calendar
from shequ_api.base.events.models import Job
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.clock import china_date, utc_now
from tests.clocks import Work
from tests.features.ticket_clocks.desk import Desk, minutes, policy


async def given(desk: Desk, session: AsyncSession, dues: list[timedelta | None]) -> list[str]:
    """Tickets of the micro-grid's worker that are due so long from now."""
    found, now = [], utc_now()
    for due in dues:
        ticket = await desk.file()
        await desk.accept(ticket)
        await desk.assign(ticket)
        at = None if due is None else now + due
        await session.execute(update(Ticket).where(Ticket.id == ticket).values(due_at=at))
        found.append(ticket)
    await session.commit()
    return found


async def listed(desk: Desk, by: str, **question: Any) -> list[str]:
    """All pages, of two each."""
    found, cursor = [], None
    while True:
        more: dict[str, str] = {"cursor": cursor} if cursor else {}
        params = {"limit": 2, **question, **more}
        page = await desk.told(by, "GET", "/tickets", params=params)
        found += [each["id"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


async def test_what_is_due_first_comes_first(desk: Desk, session: AsyncSession) -> None:
    far = next_midnight(utc_now()) - utc_now() + minutes(5)
    late = [minutes(-n) for n in (30, 10, 50, 20, 40)]
    tickets = await given(desk, session, [*late, far, None])
    in_order = [tickets[n] for n in (2, 4, 0, 3, 1)]
    assert await listed(desk, "micro_grid_worker", view="assigned", due="overdue") == in_order
    assert await listed(desk, "community_worker", view="scope", due="overdue") == in_order
    assert await listed(desk, "far_community_worker", view="scope", due="overdue") == []
    assert await listed(desk, "next_micro_worker", view="assigned", due="overdue") == []
    assert not set(await listed(desk, "community_worker", view="scope", due="today")) & set(tickets)
    await desk.settle(in_order[0])
    assert await listed(desk, "community_worker", view="scope", due="overdue") == in_order[1:]
    lines = await desk.told("community_worker", "GET", "/tickets", params={"view": "scope"})
    overdue = {each["id"] for each in lines["items"] if each["overdue"]}
    assert overdue == set(in_order[1:])

    counts = await desk.told("community_worker", "GET", "/ticket-counts")
    assert (counts["overdue"], counts["due_later"], counts["not_due"]) == (4, 1, 1)
    assert counts["open"] == 6
    states = {each["state"]: each["count"] for each in counts["states"]}
    assert states == {"resolving": 6}
    assert (counts["unassigned"], counts["services"][0]["count"]) == (0, 6)
    given_to_me = {"view": "assigned"}
    mine = await desk.told("micro_grid_worker", "GET", "/ticket-counts", params=given_to_me)
    assert mine["overdue"] == 4
    others = await desk.told("far_community_worker", "GET", "/ticket-counts")
    assert (others["open"], others["states"]) == (0, [])


async def test_due_later_today(desk: Desk, session: AsyncSession) -> None:
    left = next_midnight(utc_now()) - utc_now()
    [soon] = await given(desk, session, [left / 2])
    seen = await listed(desk, "micro_grid_worker", view="assigned", due="today")
    # Over midnight it is overdue or another day's, and this says nothing.
    assert seen == [soon] or next_midnight(utc_now()) - utc_now() > left


@pytest.mark.parametrize("view", ["reported", "filed", "triage"])
async def test_other_lists_are_no_worklists(desk: Desk, view: str) -> None:
    params = {"view": view, "due": "overdue"}
    answer = await desk.ask("community_worker", "GET", "/tickets", params=params)
    assert (answer.status_code, answer.json()["code"]) == (422, "not_a_worklist")


async def test_other_holidays_move_due_times(desk: Desk, work: Work, session: AsyncSession) -> None:
    now = utc_now()
    await keep_calendar(session, now)
    await session.commit()
    await desk.rule(policy(first=60, counted="working"))
    ticket = await desk.file()
    await work()
    before = (await desk.clocks(ticket))["due_at"]
    days = [china_date(now) + timedelta(days=n) for n in range(25)]
    await session.execute(delete(CalendarDay).where(CalendarDay.day.in_(days)))
    session.add_all(holiday(day) for day in days)
    await session.commit()
    await desk.rule(policy(first=60, counted="working", warn=70), version=1)
    await work()
    moved = (await desk.clocks(ticket))["due_at"]
    assert moved > before, "a month of holidays"
    await keep_calendar(session, now)
    assert await asked(session) == ["ticket_clocks.calendar_changed"]
    await session.commit()
    await work()
    assert (await desk.clocks(ticket))["due_at"] == before
    await keep_calendar(session, now)
    assert await asked(session) == [], "nothing changed"


def holiday(day: date) -> CalendarDay:
    return CalendarDay(day=day, kind="holiday", title="放假", source="notice")


async def asked(session: AsyncSession) -> list[str]:
    await session.flush()
    return list(await session.scalars(select(Job.name)))
