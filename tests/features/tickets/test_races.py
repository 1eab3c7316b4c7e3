"""Two at one ticket at once, on committed rows and several connections; and rights that end."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response

from shequ_api.app import create_app, gather_parts
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.outbound import Outbound
from tests.cast import Cast
from tests.conftest import WORKER, clone, settings_for_tests
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import TICKETS, step

ROUNDS = 6


@pytest.fixture
async def parts(server: Embedded, template: str) -> AsyncIterator[Parts]:
    addresses = clone(server, template, f"shequ_tickets_{WORKER}_test")
    parts = gather_parts(settings_for_tests(), addresses.app)
    yield parts
    await parts.get(Outbound).aclose()
    await parts.get(Database).close()


@pytest.fixture
async def client(parts: Parts) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(create_app(settings_for_tests(), parts))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


async def given_to(
    client: AsyncClient, cast: Cast, ticket: dict[str, Any], member: str
) -> Response:
    person_id = str(cast.people[member])
    return await step(client, cast, "community_worker", ticket, "assignment", person_id=person_id)


async def test_settled_twice_at_once_is_settled_once(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    for _ in range(ROUNDS):
        ticket = await file_ticket()
        await step(client, cast, "community_worker", ticket, "acceptance")
        await given_to(client, cast, ticket, "micro_grid_worker")
        answers = await asyncio.gather(
            step(client, cast, "micro_grid_worker", ticket, "settlement", note="办好了"),
            step(client, cast, "community_worker", ticket, "settlement", note="办好了"),
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        seen = next(answer for answer in answers if answer.status_code == 200).json()
        assert [slip["step"] for slip in seen["slips"]].count("settle") == 1


async def test_whoever_lost_the_ticket_does_not_settle_it(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    for _ in range(ROUNDS):
        ticket = await file_ticket()
        await step(client, cast, "community_worker", ticket, "acceptance")
        await given_to(client, cast, ticket, "micro_grid_worker")
        settled, moved = await asyncio.gather(
            step(client, cast, "micro_grid_worker", ticket, "settlement", note="办好了"),
            given_to(client, cast, ticket, "partner"),
        )
        # Either it was settled before it was moved, or it was moved and the worker refused.
        assert (settled.status_code, moved.status_code) in {(200, 409), (403, 200), (404, 200)}
        trail = [
            slip["step"] for slip in (settled if settled.is_success else moved).json()["slips"]
        ]
        assert trail[-1] == ("settle" if settled.is_success else "assign")


async def test_a_partner_who_is_dismissed_sees_nothing_more(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    ticket = await file_ticket()
    await step(client, cast, "community_worker", ticket, "acceptance")
    await given_to(client, cast, ticket, "partner")
    partner, staff = await cast.headers("partner"), await cast.headers("community_worker")
    url = f"{TICKETS}/{ticket['id']}"
    assert (await client.get(url, headers=partner)).status_code == 200
    postings = (await client.get("/api/v1/postings", headers=staff)).json()["items"]
    held = next(item["id"] for item in postings if item["role"] == "partner")
    assert (await client.put(f"/api/v1/postings/{held}/end", headers=staff)).status_code == 200
    assert (await client.get(url, headers=partner)).status_code == 404
    listed = await client.get(TICKETS, params={"view": "assigned"}, headers=partner)
    assert listed.json()["items"] == []
