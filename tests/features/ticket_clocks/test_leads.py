"""A ticket under which others were put waits as long as the oldest of them, until it is alone."""

from datetime import datetime

from httpx import Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_clocks.models import TicketClock, TicketClockSpan
from shequ_api.kit.ids import new_id
from tests.clocks import Work
from tests.features.ticket_clocks.desk import Desk, policy

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


async def says(desk: Desk, by: str, ticket: str, **body: bool) -> None:
    path = f"/tickets/{ticket}/messages/{new_id()}"
    await desk.told(by, "PUT", path, json={"text": "什么时候能好？", **body})


async def answering(session: AsyncSession, ticket: str) -> list[tuple[bool, str | None]]:
    """Of each clock of a next response, the oldest first: whether it runs, and how it stopped."""
    clocks = select(TicketClock).where(
        TicketClock.ticket_id == ticket, TicketClock.target == "next_response"
    )
    found = await session.scalars(clocks.order_by(TicketClock.started_at))
    return [(each.stopped_at is None, each.outcome) for each in found]


async def test_a_question_on_what_was_merged_is_the_leads_to_answer(
    desk: Desk, work: Work, session: AsyncSession
) -> None:
    await desk.rule(policy())
    lead, other = await desk.file(), await desk.file(by="same_compound")
    await desk.accept(lead)
    await desk.accept(other)
    assert (await merge(desk, lead, other)).status_code == 200
    await says(desk, "same_compound", other)
    await work()
    assert await answering(session, lead) == [(True, None)]
    seen = await desk.clocks(lead)
    assert seen["due_at"] == seen["next_response"]["due_at"]
    theirs = await desk.clocks(other, by="same_compound")
    assert (theirs["merged_into_id"], theirs["due_at"]) == (lead, seen["due_at"])
    assert theirs["resolution"]["says"] == "随并入的诉求一起办结"
    await says(desk, "community_worker", lead)
    await work()
    assert await answering(session, lead) == [(True, None)], "who asked does not read that"
    await says(desk, "community_worker", other)
    await work()
    assert await answering(session, lead) == [(False, "done")]


async def test_the_lead_answers_whoever_waits_longest_and_all_at_once_in_public(
    desk: Desk, work: Work, session: AsyncSession
) -> None:
    await desk.rule(policy())
    lead, other = await desk.file(private=False), await desk.file(by="same_compound", private=False)
    await desk.accept(lead)
    await desk.accept(other)
    await says(desk, "same_compound", other)
    await work()
    asked = (await starts(session, other))["next_response"]
    await says(desk, "resident", lead)
    assert (await merge(desk, lead, other)).status_code == 200
    await work()
    assert (await starts(session, lead))["next_response"] == asked
    await says(desk, "community_worker", other)
    await work()
    assert await answering(session, lead) == [(False, "done"), (True, None)]
    await says(desk, "same_compound", other)
    await says(desk, "community_worker", lead, public=True)
    await work()
    assert await answering(session, lead) == [(False, "done"), (False, "done")]


async def test_what_was_asked_under_a_lead_is_waited_for_when_it_is_alone_again(
    desk: Desk, work: Work, session: AsyncSession
) -> None:
    await desk.rule(policy())
    lead, other = await desk.file(), await desk.file(by="same_compound")
    await desk.accept(lead)
    await desk.accept(other)
    await merge(desk, lead, other)
    await says(desk, "same_compound", other)
    await work()
    await apart(desk, other)
    await work()
    assert await answering(session, lead) == []
    assert await answering(session, other) == [(True, None)]
