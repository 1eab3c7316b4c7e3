"""Grabbing what is offered, and taking turns, on several connections."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.app import create_app
from shequ_api.base.events.worker import Worker
from shequ_api.base.registry import Registry
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from tests.base.people.asking import ask
from tests.cast import HOME, Cast
from tests.clocks import Work
from tests.conftest import opened, settings_for_tests
from tests.features.ticket_handling.handled import (
    COLLEAGUE,
    STAFF,
    WORKER,
    accepted,
    bounced,
    colleagues,
    given,
    returned,
    seen_by,
)
from tests.features.ticket_routing.ruled import claimed, made, routing
from tests.features.tickets.conftest import TicketMaker, maker
from tests.features.tickets.slips import step

ROUNDS, PATIENCE = 5, 200


async def test_what_nobody_was_given_is_grabbed_by_whoever_works_there(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await file_ticket()
    early = await claimed(client, cast, WORKER, ticket)
    assert (early.status_code, early.json()["code"]) == (409, "illegal_step")
    await step(client, cast, STAFF, ticket, "acceptance")
    assert (await claimed(client, cast, "next_micro_worker", ticket)).status_code == 404
    assert (await claimed(client, cast, "subdistrict_administrator", ticket)).status_code == 403
    taken = await claimed(client, cast, WORKER, ticket)
    assert (taken.json()["assignee_name"], taken.json()["state"]) == ("甲微格", "resolving")
    late = await claimed(client, cast, COLLEAGUE, ticket)
    assert (late.status_code, late.json()["code"]) == (409, "illegal_step")
    assert (late.json()["state"], late.json()["detail"]) == ("resolving", "当前状态是“办理中”")
    assert (await returned(client, cast, ticket)).json()["bounces"] == 1
    await bounced(client, cast, ticket, 2)
    waits = await claimed(client, cast, WORKER, ticket)
    assert (waits.status_code, waits.json()["code"]) == (409, "awaits_arbitration")


async def test_what_is_offered_is_for_those_to_whom_it_is(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    partners = {"role": "partner", "strategy": "grab", "load_cap": 1}
    await made(client, cast, partners)
    first, second = [await accepted(client, cast, file_ticket) for _ in range(2)]
    await work()
    told = (await ask(client, cast, "partner", "GET", "/me/messages")).json()["items"]
    assert {each["kind"] for each in told} == {"ticket_offered"}
    offers = (await ask(client, cast, "partner", "GET", "/ticket-offers")).json()["items"]
    assert [each["ticket_id"] for each in offers] == [second["id"], first["id"]]
    assert (await routing(client, cast, first))[0]["outcome"] == "offered"
    refused = await claimed(client, cast, WORKER, first)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_offered_to_you")
    assert (await claimed(client, cast, "far_partner", first)).status_code == 404
    assert (await claimed(client, cast, "partner", first)).json()["assignee_name"] == "甲伙伴"
    laden = await claimed(client, cast, "partner", second)
    assert (laden.status_code, laden.json()["code"]) == (409, "at_load_cap")
    assert (laden.json()["load"], laden.json()["load_cap"]) == (1, 1)
    assert (await given(client, cast, second)).status_code == 200
    await work()
    assert not (await ask(client, cast, "partner", "GET", "/ticket-offers")).json()["items"]


@pytest.fixture
async def real(
    request: pytest.FixtureRequest, server: Embedded, template: str
) -> AsyncIterator[Parts]:
    async with opened(server, template, request.path.stem) as parts:
        yield parts


@pytest.fixture
async def many(real: Parts) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(create_app(settings_for_tests(), real))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


async def patiently(client: AsyncClient, cast: Cast, who: str, ticket: dict[str, Any]) -> Any:
    """Comes again while there is no turn to be had."""
    for _ in range(PATIENCE):
        answer = await claimed(client, cast, who, ticket)
        if answer.status_code != 503:
            break
        await asyncio.sleep(0.05)
    return answer


async def test_two_grab_at_once_and_one_has_it(real: Parts, many: AsyncClient) -> None:
    cast = await Cast.found(real)
    file_ticket = maker(many, cast)
    for _ in range(ROUNDS):
        ticket = await accepted(many, cast, file_ticket)
        members = (WORKER, COLLEAGUE, "grid_chief", STAFF)
        answers = await asyncio.gather(*(patiently(many, cast, who, ticket) for who in members))
        assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
        lost = [answer.json() for answer in answers if answer.status_code == 409]
        assert {(each["code"], each["state"]) for each in lost} == {("illegal_step", "resolving")}
        [won] = [answer.json() for answer in answers if answer.is_success]
        seen = await seen_by(many, cast, STAFF, ticket)
        assert seen["assignee_id"] == won["assignee_id"]
        assert [slip["step"] for slip in seen["slips"]] == ["submit", "accept", "claim"]


async def test_turns_are_fair_however_many_workers_take_them(
    real: Parts, many: AsyncClient
) -> None:
    cast, tickets, mates = await Cast.found(real), 11, 3
    file_ticket, database = maker(many, cast), real.get(Database)
    async with database.sessions() as session:
        await colleagues(session, cast, f"{HOME}-m01", mates - 1)
    await made(many, cast, {"strategy": "rotate", "load_cap": 100})
    for _ in range(tickets):
        await accepted(many, cast, file_ticket)
    workers = [Worker(database, real.get(Registry).hearing) for _ in range(4)]
    await asyncio.gather(*(worker.drain(utc_now()) for worker in workers))
    async with database.sessions() as session:
        shares = Counter(await _assignees(session))
    assert sum(shares.values()) == tickets and len(shares) == mates
    assert max(shares.values()) - min(shares.values()) <= 1, shares


async def _assignees(session: AsyncSession) -> list[Any]:
    return list(await session.scalars(select(Ticket.assignee_id)))


async def test_of_what_is_private_those_to_whom_it_is_offered_read_no_word_and_no_door(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    await made(client, cast, {"strategy": "grab"})
    secret, known = await file_ticket(private=True), await file_ticket(private=False)
    for ticket in (secret, known):
        await step(client, cast, STAFF, ticket, "acceptance")
    await work()
    page = (await ask(client, cast, WORKER, "GET", "/ticket-offers")).json()["items"]
    offers = {each["ticket_id"]: each for each in page}
    assert (offers[known["id"]]["text"], offers[known["id"]]["private"]) == (known["text"], False)
    assert (offers[secret["id"]]["text"], offers[secret["id"]]["private"]) == (None, True)
    assert offers[secret["id"]]["place_name"] != offers[known["id"]]["place_name"]
    taken = await claimed(client, cast, WORKER, secret)
    assert taken.json()["text"] == secret["text"], "whoever has it reads it"
