"""What was no settlement is handled again: by whom, how long, how often; what the clock does."""

from datetime import timedelta
from typing import Any

from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.features.ticket_ratings.endings import archive_due, remind_due
from shequ_api.features.ticket_ratings.models import TicketEnding
from shequ_api.kit.clock import utc_now
from tests.cast import Cast
from tests.clocks import Work
from tests.features.ticket_ratings.settled import settle, settled_ago
from tests.features.ticket_ratings.test_rating import opinion, shown
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import TICKETS, step

TERMS = {
    "rating_days": 10,
    "change_days": 5,
    "reopen_days": 5,
    "most_reopenings": 1,
    "low_score": 2,
    "visit_workdays": 3,
    "archive_days": 20,
    "first_reminder_days": 2,
    "reminders": 2,
    "sample_percent": 10,
}


async def reopened(client: AsyncClient, cast: Cast, by: str, ticket: dict[str, Any]) -> Any:
    return await step(client, cast, by, ticket, "reopening", reason="第二天又堆满了")


async def test_it_goes_back_to_whoever_had_it_last_and_is_rated_anew(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await file_ticket()
    early = await reopened(client, cast, "resident", ticket)
    assert (early.status_code, early.json()["code"]) == (409, "illegal_step")
    await settle(client, cast, ticket)
    await step(client, cast, "resident", ticket, "ratings/mine", score=2)
    again = await reopened(client, cast, "resident", ticket)
    assert again.status_code == 200, again.text
    assert (again.json()["state"], again.json()["score"]) == ("resolving", None)
    assert again.json()["assignee_id"] == str(cast.people["micro_grid_worker"])
    await work()
    await step(client, cast, "micro_grid_worker", ticket, "settlement", note="装了监控")
    rated = await step(client, cast, "resident", ticket, "ratings/mine", score=5)
    assert (rated.status_code, rated.json()["mine"]["score"]) == (200, 5), rated.text
    summary = (await opinion(client, cast, "resident", ticket, 5)).json()
    assert (summary["round"], summary["count"]) == (2, 1)


async def test_without_the_last_assignee_the_community_says_by_whom(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    ticket = await file_ticket()
    await settle(client, cast, ticket, by="partner")
    staff = await cast.headers("community_worker")
    postings = (await client.get("/api/v1/postings", headers=staff)).json()["items"]
    held = next(item["id"] for item in postings if item["role"] == "partner")
    assert (await client.put(f"/api/v1/postings/{held}/end", headers=staff)).status_code == 200
    again = (await reopened(client, cast, "resident", ticket)).json()
    assert (again["state"], again["assignee_id"]) == ("accepted", None)


async def test_who_may_not_and_no_more(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker
) -> None:
    district = await cast.headers("district_administrator")
    before = await client.get("/api/v1/ticket-terms", headers=district)
    assert before.json()["version"] == 0
    unordered = {**TERMS, "archive_days": 3}
    match = {"If-Match": before.headers["etag"]}
    url = "/api/v1/ticket-terms"
    wrong = await client.put(url, json=unordered, headers=district | match)
    assert wrong.status_code == 422
    told = await client.put(url, json=TERMS, headers=district | match)
    assert (told.status_code, told.json()["version"]) == (200, 1)
    stale = await client.put(url, json=TERMS | {"low_score": 1}, headers=district | match)
    assert stale.status_code == 412

    ticket = await file_ticket(private=False)
    await settle(client, cast, ticket)
    # What the community takes up by itself is not counted against them.
    assert (await reopened(client, cast, "community_worker", ticket)).status_code == 200
    await step(client, cast, "micro_grid_worker", ticket, "settlement", note="清了")
    for by, code in (("micro_grid_worker", 403), ("same_building", 404)):
        assert (await reopened(client, cast, by, ticket)).status_code == code
    assert (await reopened(client, cast, "resident", ticket)).status_code == 200
    await step(client, cast, "micro_grid_worker", ticket, "settlement", note="又清了")
    often = await reopened(client, cast, "resident", ticket)
    assert (often.status_code, often.json()["code"]) == (409, "reopened_too_often")
    assert (await reopened(client, cast, "community_worker", ticket)).status_code == 200

    old = await file_ticket()
    await settled_ago(session, cast, old, days=7)
    late = await reopened(client, cast, "resident", old)
    assert (late.status_code, late.json()["code"]) == (409, "reopening_closed")


async def test_the_clock_reminds_twice_never_after_a_refusal_and_archives(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    silent, refused = await file_ticket(), await file_ticket()
    for ticket in (silent, refused):
        await settle(client, cast, ticket)
    url = f"{TICKETS}/{refused['id']}/rating-refusal"
    answer = await client.put(url, headers=await cast.headers("resident"))
    assert (answer.status_code, answer.json()["refused"]) == (200, True)
    await work()
    now = utc_now()
    for days in (1, 3, 4, 7, 8, 12):
        await remind_due(session, now + timedelta(days=days))
        await session.commit()
    awaited = select(Event.subject_id).where(Event.name == "ticket_rating_awaited")
    mine = {silent["id"], refused["id"]}
    said = [str(each) for each in await session.scalars(awaited) if str(each) in mine]
    assert said == [silent["id"]] * 2
    await archive_due(session, now + timedelta(days=29))
    await session.commit()
    assert (await shown(client, cast, "resident", silent))["state"] == "settled"
    await archive_due(session, now + timedelta(days=32))
    await session.commit()
    archived = await shown(client, cast, "resident", silent)
    assert (archived["state"], archived["slips"][-1]["actor_name"]) == ("archived", None)
    none = await reopened(client, cast, "community_worker", silent)
    assert (none.status_code, none.json()["code"]) == (409, "ticket_archived")


async def test_a_reopened_one_is_not_archived_under_the_hands_of_its_worker(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await file_ticket()
    await settle(client, cast, ticket)
    await reopened(client, cast, "resident", ticket)
    # Both facts are heard now; whichever comes first finds a ticket that is being handled.
    await work()
    ending = await session.get(TicketEnding, ticket["id"])
    assert ending is None or ending.archive_at is None
    await archive_due(session, utc_now() + timedelta(days=90))
    await session.commit()
    assert (await shown(client, cast, "resident", ticket))["state"] == "resolving"
