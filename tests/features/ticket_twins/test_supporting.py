"""Me too and following: counted, told, taken back; and rated by those who are affected."""

from typing import Any

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from tests.cast import Cast
from tests.clocks import Work
from tests.features.ticket_ratings.settled import settle
from tests.features.ticket_ratings.test_rating import opinion
from tests.features.ticket_twins.passing import open_ticket, told
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step


async def heard(client: AsyncClient, cast: Cast, by: str, ticket: dict[str, Any]) -> list[str]:
    answer = await client.get("/api/v1/me/messages", headers=await cast.headers(by))
    items = answer.json()["items"]
    return [each["kind"] for each in items if each["about_id"] == ticket["id"]]


async def test_whoever_is_affected_hears_and_rates_and_whoever_follows_hears(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await open_ticket(file_ticket, session, work)
    path = f"/public-tickets/{ticket['id']}"
    me_too = await told(client, cast, "same_compound", "PUT", f"{path}/support", kind="affected")
    assert (me_too.status_code, me_too.json()["supporters"]) == (200, 1), me_too.text
    follows = await told(client, cast, "far_resident", "PUT", f"{path}/support", kind="follows")
    assert (follows.json()["my_support"], follows.json()["supporters"]) == ("follows", 1)
    again = await told(client, cast, "same_compound", "PUT", f"{path}/support", kind="affected")
    assert again.json()["supporters"] == 1
    own = await told(client, cast, "resident", "PUT", f"{path}/support", kind="affected")
    assert (own.status_code, own.json()["code"]) == (409, "own_ticket")
    mine = await told(client, cast, "same_compound", "GET", "/me/supported-tickets")
    assert [each["id"] for each in mine.json()["items"]] == [ticket["id"]]
    await settle(client, cast, ticket)
    await work()
    for each in ("same_compound", "far_resident"):
        assert "supported_ticket_news" in await heard(client, cast, each, ticket)
    assert "supported_ticket_news" not in await heard(client, cast, "resident", ticket)
    rated = await opinion(client, cast, "same_compound", ticket, 4)
    assert (rated.status_code, rated.json()["relation"]) == (200, "supporter")
    assert (await opinion(client, cast, "far_resident", ticket, 4)).status_code == 404
    late = await told(client, cast, "newcomer", "PUT", f"{path}/support")
    assert late.status_code == 422
    late = await told(client, cast, "newcomer", "PUT", f"{path}/support", kind="follows")
    assert (late.status_code, late.json()["code"]) == (409, "ticket_not_open")


async def test_what_was_taken_back_is_neither_counted_nor_told(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await open_ticket(file_ticket, session, work)
    path = f"/public-tickets/{ticket['id']}"
    await told(client, cast, "same_compound", "PUT", f"{path}/support", kind="affected")
    for _ in range(2):
        gone = await told(client, cast, "same_compound", "DELETE", f"{path}/support")
        assert (gone.status_code, gone.json()["supporters"]) == (200, 0)
        assert gone.json()["my_support"] is None
    await step(client, cast, "community_worker", ticket, "acceptance")
    await work()
    assert await heard(client, cast, "same_compound", ticket) == []


async def test_a_private_one_cannot_be_supported_by_who_guesses_its_number(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    ticket = await file_ticket(private=True)
    path = f"/public-tickets/{ticket['id']}"
    for method, url in (("GET", path), ("PUT", f"{path}/support"), ("DELETE", f"{path}/support")):
        body = {"kind": "affected"} if method == "PUT" else {}
        answer = await told(client, cast, "same_building", method, url, **body)
        assert answer.status_code == 404
    own = await told(client, cast, "resident", "GET", path)
    assert (own.status_code, own.json()["own"], own.json()["text"]) == (200, True, None)
