"""A low score is asked about, by somebody who did not handle the ticket."""

from datetime import datetime, timedelta
from typing import Any

from httpx import AsyncClient, Response

from shequ_api.base.events.worker import Worker
from shequ_api.features.ticket_followups.rules import drawn, fingerprint, size_of
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.base.people.asking import ask
from tests.cast import Cast
from tests.clocks import Work
from tests.features.ticket_handling.handled import STAFF, WORKER, accepted, given
from tests.features.ticket_ratings.settled import settle
from tests.features.ticket_ratings.test_rating import opinion, shown
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step

VISITS = "/api/v1/return-visits"


async def waiting(client: AsyncClient, cast: Cast, by: str = "community_worker") -> list[Any]:
    headers = await cast.headers(by)
    answer = await client.get(VISITS, params={"waiting": True}, headers=headers)
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["items"]
    return found


async def said(
    client: AsyncClient, cast: Cast, by: str, visit: dict[str, Any], path: str, **body: Any
) -> Response:
    headers = await cast.headers(by)
    return await client.post(f"{VISITS}/{visit['id']}/{path}", json=body, headers=headers)


async def test_a_low_score_is_asked_about_once_and_may_reopen(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await file_ticket(private=False)
    await settle(client, cast, ticket, by="community_worker")
    await step(client, cast, "resident", ticket, "ratings/mine", score=2, comment="没清干净")
    await opinion(client, cast, "same_building", ticket, 1)
    await work()
    [visit] = [each for each in await waiting(client, cast) if each["ticket_id"] == ticket["id"]]
    assert (visit["score"], visit["relation"], visit["overdue"]) == (2, "reporter", False)
    result = {"outcome": "not_content", "note": "隔天又堆满了", "reopen": True}
    own = await said(client, cast, "community_worker", visit, "outcome", **result)
    assert (own.status_code, own.json()["code"]) == (403, "handled_it_yourself")
    silly = await said(
        client, cast, "grid_chief", visit, "outcome", **result | {"outcome": "content"}
    )
    assert (silly.status_code, silly.json()["code"]) == (422, "content_not_reopened")
    far = await said(client, cast, "far_community_worker", visit, "outcome", **result)
    assert far.status_code == 404
    done = await said(client, cast, "grid_chief", visit, "outcome", **result)
    assert (done.status_code, done.json()["state"]) == (200, "done"), done.text
    seen = await shown(client, cast, "resident", ticket)
    assert (seen["state"], seen["slips"][-1]["note"]) == ("resolving", "隔天又堆满了")
    again = await said(client, cast, "grid_chief", visit, "outcome", **result)
    assert (again.status_code, again.json()["code"]) == (409, "return_visit_over")
    await work()
    answer = await client.get(
        f"{VISITS}/{visit['id']}", headers=await cast.headers("subdistrict_administrator")
    )
    assert (answer.json()["state"], answer.json()["reopened"]) == ("done", True)


async def test_not_reached_only_after_two_attempts(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await file_ticket()
    await settle(client, cast, ticket)
    await step(client, cast, "resident", ticket, "ratings/mine", score=1)
    await work()
    [visit] = [each for each in await waiting(client, cast) if each["ticket_id"] == ticket["id"]]
    gone = {"outcome": "not_reached", "note": "三次无人接听"}
    for attempts in range(2):
        early = await said(client, cast, "community_worker", visit, "outcome", **gone)
        assert (early.status_code, early.json()["code"]) == (409, "tried_too_little")
        tried = await said(client, cast, "community_worker", visit, "attempts", note="无人接听")
        assert tried.json()["attempts"] == attempts + 1
    done = await said(client, cast, "community_worker", visit, "outcome", **gone)
    assert (done.status_code, done.json()["outcome"]) == (200, "not_reached")


async def test_no_visit_for_a_good_score_nor_for_what_is_handled_again(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    good, bad = await file_ticket(), await file_ticket()
    for ticket, score in ((good, 3), (bad, 1)):
        await settle(client, cast, ticket)
        await step(client, cast, "resident", ticket, "ratings/mine", score=score)
    await work()
    ids = {each["ticket_id"] for each in await waiting(client, cast)}
    assert bad["id"] in ids and good["id"] not in ids
    await step(client, cast, "resident", bad, "reopening", reason="还是不行")
    await work()
    assert bad["id"] not in {each["ticket_id"] for each in await waiting(client, cast)}


def test_a_seed_draws_the_same_from_the_same_whatever_their_order() -> None:
    ids = [new_id() for _ in range(300)]
    one, other = drawn("seed", ids, 15), drawn("seed", ids[::-1], 15)
    assert one == other and len(set(one)) == 15
    assert drawn("another", ids, 15) != one
    assert fingerprint(ids) == fingerprint(ids[::-1]) != fingerprint(ids[1:])
    sizes = [size_of(many, 5) for many in (1, 19, 20, 41, 100_000)]
    assert sizes == [1, 1, 1, 3, 200]


async def test_offices_are_told_of_a_visit_until_somebody_called(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work, parts: Parts
) -> None:
    async def told(by: str) -> dict[str, bool]:
        """Titles of what an office is told about visits → whether it is done."""
        answer = await client.get("/api/v1/me/messages", headers=await cast.headers(by))
        items = answer.json()["items"]
        return {
            each["title"]: each["done_at"] is not None
            for each in items
            if each["about_kind"] == "return_visit"
        }

    ticket = await file_ticket()
    await settle(client, cast, ticket)
    await step(client, cast, "resident", ticket, "ratings/mine", score=1)
    await work()
    assert await told("community_worker") == {"有待回访": False}
    assert await told("subdistrict_administrator") == {}
    [visit] = [each for each in await waiting(client, cast) if each["ticket_id"] == ticket["id"]]
    late = datetime.fromisoformat(visit["due_at"]) + timedelta(minutes=6)
    for later in (late, late + timedelta(hours=1)):
        await parts.get(Worker).drain(later)
    assert await told("subdistrict_administrator") == {"回访已逾期": False}
    result = {"outcome": "explained", "note": "已说明，对方理解"}
    done = await said(client, cast, "community_worker", visit, "outcome", **result)
    assert done.status_code == 200, done.text
    await work()
    assert await told("community_worker") == {"有待回访": True, "回访已逾期": True}
    assert await told("subdistrict_administrator") == {"回访已逾期": True}


async def test_whoever_helped_with_it_or_with_what_was_under_it_asks_nobody_about_it(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    lead, other = [await accepted(client, cast, file_ticket, private=False) for _ in range(2)]
    for ticket, helper in ((lead, STAFF), (other, "grid_chief")):
        await given(client, cast, ticket)
        body, path = {"person_id": str(cast.people[helper])}, f"/tickets/{ticket['id']}/helpers"
        assert (await ask(client, cast, WORKER, "POST", path, json=body)).status_code == 201
    under = {"ticket_ids": [other["id"]], "reason": "同一件事"}
    merged = await ask(client, cast, STAFF, "POST", f"/tickets/{lead['id']}/merges", json=under)
    assert merged.status_code == 200, merged.text
    await step(client, cast, WORKER, lead, "settlement", note="已清理")
    await step(client, cast, "resident", lead, "ratings/mine", score=1)
    await work()
    [visit] = [each for each in await waiting(client, cast) if each["ticket_id"] == lead["id"]]
    result = {"outcome": "explained", "note": "已说明，对方理解"}
    for who in (STAFF, "grid_chief"):
        own = await said(client, cast, who, visit, "outcome", **result)
        assert (own.status_code, own.json()["code"]) == (403, "handled_it_yourself"), who
