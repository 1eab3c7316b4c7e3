"""One rating of each who is affected, changed in time; the ticket's own score is its reporter's."""

from typing import Any

from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from tests.cast import HOME, Cast
from tests.clocks import Work
from tests.features.ticket_ratings.settled import rated_ago, settle, settled_ago
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import TICKETS


async def opinion(
    client: AsyncClient, cast: Cast, by: str, ticket: dict[str, Any], score: int, **more: Any
) -> Response:
    headers = await cast.headers(by)
    url = f"{TICKETS}/{ticket['id']}/ratings/mine"
    return await client.put(url, json={"score": score, **more}, headers=headers)


async def shown(client: AsyncClient, cast: Cast, by: str, ticket: dict[str, Any]) -> dict[str, Any]:
    headers = await cast.headers(by)
    answer = await client.get(f"{TICKETS}/{ticket['id']}", headers=headers)
    found: dict[str, Any] = answer.json()
    return found


async def test_all_who_live_there_rate_and_the_score_stays_the_reporters(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    ticket = await file_ticket(private=False)
    early = await opinion(client, cast, "same_building", ticket, 2)
    assert (early.status_code, early.json()["code"]) == (409, "ticket_not_settled")
    await settle(client, cast, ticket)
    neighbour = await opinion(client, cast, "same_building", ticket, 2, comment="还是有味道")
    assert neighbour.status_code == 200, neighbour.text
    assert neighbour.json()["relation"] == "inhabitant"
    assert (await shown(client, cast, "resident", ticket))["state"] == "settled"
    rated = await opinion(client, cast, "resident", ticket, 5)
    assert rated.json()["mine"]["score"] == 5
    seen = await shown(client, cast, "resident", ticket)
    assert (seen["state"], seen["score"]) == ("rated", 5)
    url = f"{TICKETS}/{ticket['id']}/rating-summary"
    summary = (await client.get(url, headers=await cast.headers("resident"))).json()
    assert (summary["count"], summary["mean"], summary["scores"]) == (2, 3.5, [0, 1, 0, 0, 1])
    listed = await client.get(
        f"{TICKETS}/{ticket['id']}/ratings", headers=await cast.headers("community_worker")
    )
    assert {line["person_name"] for line in listed.json()["items"]} == {"甲*民", "乙*民"}


async def test_strangers_do_not_rate_and_of_a_private_one_no_neighbour_knows(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    ticket = await file_ticket(private=False)
    secret = await file_ticket(private=True)
    for each in (ticket, secret):
        await settle(client, cast, each)
    stranger = await opinion(client, cast, "same_compound", ticket, 1)
    assert stranger.status_code == 404
    assert (await opinion(client, cast, "same_building", secret, 1)).status_code == 404
    staff = await opinion(client, cast, "community_worker", ticket, 5)
    assert (staff.status_code, staff.json()["code"]) == (403, "not_affected")


async def test_at_a_door_only_those_behind_it_are_affected(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    door = str(cast.places[f"{HOME}-c1-b1-u1-d101"])
    ticket = await file_ticket(by="far_resident", place_id=door, private=False)
    await settle(client, cast, ticket)
    assert (await opinion(client, cast, "same_building", ticket, 1)).status_code == 404
    assert (await opinion(client, cast, "resident", ticket, 4)).status_code == 200


async def test_a_rating_is_changed_in_time_and_nobody_earns_by_that(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await file_ticket()
    await settle(client, cast, ticket)
    first = await opinion(client, cast, "resident", ticket, 3)
    assert first.json()["relation"] == "reporter"
    await work()
    card = await client.get("/api/v1/points/card", headers=await cast.headers("resident"))
    balance = card.json()["balance_points"]
    assert balance > 0
    changed = await opinion(client, cast, "resident", ticket, 5, comment="后来又来了一趟")
    assert (changed.json()["count"], changed.json()["mean"]) == (1, 5)
    assert (await shown(client, cast, "resident", ticket))["score"] == 5
    await work()
    again = await client.get("/api/v1/points/card", headers=await cast.headers("resident"))
    assert again.json()["balance_points"] == balance
    await rated_ago(session, ticket, days=9)
    late = await opinion(client, cast, "resident", ticket, 1)
    assert (late.status_code, late.json()["code"]) == (409, "rating_fixed")
    same = await opinion(client, cast, "resident", ticket, 5, comment="后来又来了一趟")
    assert same.status_code == 200


async def test_after_the_time_for_it_nobody_begins_to_rate(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker
) -> None:
    ticket = await file_ticket(private=False)
    await settled_ago(session, cast, ticket, days=17)
    late = await opinion(client, cast, "resident", ticket, 5)
    assert (late.status_code, late.json()["code"]) == (409, "rating_closed")
    assert (await opinion(client, cast, "same_building", ticket, 5)).status_code == 409
    assert (await shown(client, cast, "resident", ticket))["state"] == "settled"
