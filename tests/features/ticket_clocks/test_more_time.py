"""Clocks that are given more time, and tickets that cannot be reckoned."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.inbox.kinds import MessageKind
from shequ_api.features.inbox.models import Matter
from shequ_api.features.ticket_clocks import jobs
from shequ_api.features.ticket_clocks.following import follow
from shequ_api.features.ticket_clocks.models import TicketClock, TicketClockFault
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests import clocks
from tests.clocks import Work
from tests.features.ticket_clocks.desk import Desk, minutes, policy


async def test_who_is_given_more_time_is_not_overdue_until_that_is_over(
    desk: Desk, work: Work, parts: Parts, session: AsyncSession
) -> None:
    await desk.rule(policy(resolution=60))
    ticket = await desk.file()
    await desk.accept(ticket)
    await work()
    await clocks.drain(parts, utc_now() + minutes(61), "ticket_clocks.tell_due")
    assert await overdue(session) == [True]
    await desk.rule(policy(resolution=600), version=1)
    await work()
    assert await overdue(session) == [False], "relieved"
    for passed in (590, 601, 700):
        await clocks.drain(parts, utc_now() + minutes(passed), "ticket_clocks.tell_due")
    assert await overdue(session) == [True], "told anew"
    assert await told(desk) == {"诉求已超时": False}, "once, and there is something to see again"
    await desk.settle(ticket)
    await work()
    assert await overdue(session) == [False]
    assert await told(desk) == {"诉求已超时": True}


async def overdue(session: AsyncSession) -> list[bool]:
    """Whether each matter of something overdue is open, in order."""
    of_kind = select(Matter.closed_at).where(Matter.kind == MessageKind.TICKET_OVERDUE)
    rows = (await session.execute(of_kind.order_by(Matter.opened_at))).all()
    await session.rollback()
    return [row.closed_at is None for row in rows]


async def told(desk: Desk) -> dict[str, bool]:
    """What the community is told of → whether it is done."""
    items = (await desk.told("community_worker", "GET", "/me/messages"))["items"]
    assert len(items) == len({each["title"] for each in items})
    overdue = [each for each in items if "已超时" in each["title"]]
    return {each["title"]: each["done_at"] is not None for each in overdue}


async def test_who_cannot_be_reckoned_keeps_no_other_waiting(
    desk: Desk, work: Work, parts: Parts, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.rule(policy(first=10))
    broken = [await desk.file() for _ in range(3)]
    await work()
    well = await desk.file()
    await work()

    async def unless_broken(
        session: AsyncSession, ticket_ids: Collection[UUID], now: datetime, *more: Any
    ) -> None:
        if {str(each) for each in ticket_ids} & set(broken):
            raise ZeroDivisionError
        await follow(session, ticket_ids, now, *more)

    monkeypatch.setattr(jobs, "follow", unless_broken)
    monkeypatch.setattr(jobs, "TOLD_AT_ONCE", 2)
    late = utc_now() + minutes(30)

    async def tried(at: datetime) -> dict[str, int]:
        """The runs of the clock that follow each other; how often each was tried by then."""
        for _ in range(3):
            await jobs.tell_due(session, at)
            await session.commit()
        faults = await session.execute(select(TicketClockFault.ticket_id, TicketClockFault.tries))
        return {str(row.ticket_id): row.tries for row in faults}

    assert await tried(late) == dict.fromkeys(broken, 1)
    late_ones = select(TicketClock.ticket_id).where(TicketClock.overdue_told_at.is_not(None))
    assert [str(each) for each in await session.scalars(late_ones)] == [well]
    assert await tried(late + minutes(2)) == dict.fromkeys(broken, 2)
    assert await tried(late + minutes(3)) == dict.fromkeys(broken, 2), "for longer each time"
    monkeypatch.undo()
    assert await tried(late + minutes(10)) == {}
    assert len((await session.scalars(late_ones)).all()) == 4
