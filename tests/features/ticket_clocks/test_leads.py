"""A ticket under which others were put waits as long as the oldest of them, until it is alone."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from httpx import Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_clocks.models import TicketClock, TicketClockSpan
from tests.features.ticket_clocks.desk import Desk, policy

Work = Callable[[], Awaitable[int]]
Starts = dict[str, datetime]


async def merge(desk: Desk, lead: str, *others: str) -> Response:
    body = {"ticket_ids": list(others), "reason": "同一件事"}
    return await desk.ask("community_worker", "POST", f"/tickets/{lead}/merges", json=body)


async def apart(desk: Desk, ticket: str) -> Response:
    path = f"/tickets/{ticket}/unmerging"
    return await desk.ask("community_worker", "POST", path, json={"reason": "两件事"})


async def starts(session: AsyncSession, ticket: str) -> Starts:
    """Target → when its clock began; a ticket here has one of each."""
    rows = await session.execute(
        select(TicketClock.target, TicketClock.started_at).where(TicketClock.ticket_id == ticket)
    )
    found = [(row.target, row.started_at) for row in rows]
    assert len(found) == len(dict(found))
    return dict(found)


async def test_it_waits_as_long_as_the_oldest_and_alone_as_long_as_itself(
    desk: Desk, work: Work, session: AsyncSession
) -> None:
    await desk.rule(policy())
    oldest, older = await desk.file(), await desk.file()
    lead, newer = await desk.file(), await desk.file()
    await work()
    own = {each: await starts(session, each) for each in (oldest, older, lead)}
    assert (await merge(desk, lead, oldest, older, newer)).status_code == 200
    await work()
    assert await starts(session, lead) == own[oldest]
    seen = await desk.clocks(lead)
    assert seen["due_at"] == seen["first_response"]["due_at"]
    await apart(desk, oldest)
    await work()
    assert await starts(session, lead) == own[older]
    assert await starts(session, oldest) == own[oldest]
    await apart(desk, older)
    await work()
    assert await starts(session, lead) == own[lead], "a newer one changes nothing"


async def test_what_was_answered_or_settled_before_stays_as_it_was_judged(
    desk: Desk, work: Work, session: AsyncSession
) -> None:
    await desk.rule(policy())
    old, lead = await desk.file(), await desk.file()
    await work()
    before, own = await starts(session, old), await starts(session, lead)
    await desk.accept(lead)
    assert (await merge(desk, lead, old)).status_code == 200
    await work()
    both = {"first_response": own["first_response"], "resolution": before["resolution"]}
    assert await starts(session, lead) == both
    await desk.settle(lead)
    await work()
    assert await starts(session, lead) == both
    assert (await desk.clocks(lead))["resolution"]["state"] == "met"


async def test_time_in_which_the_older_one_was_paused_does_not_count(
    desk: Desk, work: Work, session: AsyncSession
) -> None:
    await desk.rule(policy())
    old = await desk.file()
    await desk.accept(old)
    pauses = f"/tickets/{old}/pauses"
    await desk.told("community_worker", "POST", pauses, json={"reason": "parts"})
    lead = await desk.file()
    await merge(desk, lead, old)
    await work()
    spans = select(TicketClockSpan).where(
        TicketClockSpan.ticket_id == lead, TicketClockSpan.target == "resolution"
    )
    laid = (await session.scalars(spans.order_by(TicketClockSpan.begins_at))).all()
    assert [each.paused for each in laid] == [None, "parts", None]
    assert [each.ends_at for each in laid] == [*(each.begins_at for each in laid[1:]), None]
