"""Routed again: under another category, reopened, apart again; and watched from then on."""

from typing import Any

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.http.parts import Parts
from tests.base.people.asking import ask, posting_of
from tests.cast import Cast
from tests.clocks import Work
from tests.features.ticket_handling.handled import STAFF, WORKER, accepted, given, seen_by
from tests.features.ticket_pressure.pressed import after, kinds, silent_after_two_days
from tests.features.ticket_ratings.settled import settle
from tests.features.ticket_routing.ruled import made, routing
from tests.features.ticket_twins.test_merging import apart, merged
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step

BY_NOISE: dict[str, Any] = {"service_codes": ["noise"]}


async def ruled(client: AsyncClient, cast: Cast, ticket: dict[str, Any], code: str) -> None:
    body = {"service_code": code, "reason": "说的是噪声"}
    path = f"/tickets/{ticket['id']}/service"
    assert (await ask(client, cast, STAFF, "PUT", path, json=body)).is_success


async def test_another_category_is_routed_by_its_rules(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    await made(client, cast, {"strategy": "grab"}, position=2, service_codes=["environment"])
    rule = await made(client, cast, {"role": "general_grid_worker"}, position=1, **BY_NOISE)
    ticket = await accepted(client, cast, file_ticket)
    await work()
    offers = await ask(client, cast, WORKER, "GET", "/ticket-offers")
    assert [each["ticket_id"] for each in offers.json()["items"]] == [ticket["id"]]
    await ruled(client, cast, ticket, "noise")
    await work()
    assert (await seen_by(client, cast, STAFF, ticket))["assignee_name"] == "甲网格"
    told = (await routing(client, cast, ticket))[0]
    assert (told["occasion"], told["rule_id"]) == ("categorised", rule["id"])
    assert not (await ask(client, cast, WORKER, "GET", "/ticket-offers")).json()["items"]
    assert "ticket_categorised" in await kinds(client, cast, "resident")
    await ruled(client, cast, ticket, "environment")
    await work()
    assert (await seen_by(client, cast, STAFF, ticket))["assignee_name"] == "甲网格", "it stays"


async def test_what_nobody_accepted_is_routed_by_rules_that_do_not_wait(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    await made(client, cast, {"at_once": True}, **BY_NOISE)
    ticket = await file_ticket()
    await work()
    assert (await seen_by(client, cast, STAFF, ticket))["state"] == "submitted"
    await ruled(client, cast, ticket, "noise")
    await work()
    seen = await seen_by(client, cast, STAFF, ticket)
    assert (seen["state"], seen["assignee_name"]) == ("resolving", "甲微格")


async def test_what_is_reopened_and_nobodys_is_routed(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await file_ticket()
    await settle(client, cast, ticket, by="partner")
    await work()
    await made(client, cast)
    held = await posting_of(session, cast, "partner")
    assert (await ask(client, cast, STAFF, "PUT", f"/postings/{held}/end")).is_success
    await step(client, cast, "resident", ticket, "reopening", reason="又堆满了")
    await work()
    assert (await seen_by(client, cast, STAFF, ticket))["assignee_name"] == "甲微格"
    assert (await routing(client, cast, ticket))[0]["occasion"] == "reopened"


async def test_what_goes_on_is_watched_anew(
    client: AsyncClient, cast: Cast, parts: Parts, file_ticket: TicketMaker, work: Work
) -> None:
    """Reopened and resumed, or apart again and still in hands: whoever is silent loses it."""
    await silent_after_two_days(client, cast)
    reopened = await file_ticket()
    await settle(client, cast, reopened)
    await work()
    assert (await step(client, cast, "resident", reopened, "reopening", reason="又堆满了")).json()[
        "state"
    ] == "resolving"
    lead = await accepted(client, cast, file_ticket, private=False)
    other = await accepted(client, cast, file_ticket, private=False, by="same_compound")
    await given(client, cast, other)
    assert (await merged(client, cast, lead, other)).status_code == 200
    await work()
    assert (await apart(client, cast, other)).status_code == 200
    await work()
    await after(parts, hours=47)
    for ticket in (reopened, other):
        assert (await seen_by(client, cast, STAFF, ticket))["state"] == "resolving"
    await after(parts, hours=50)
    for ticket in (reopened, other):
        assert (await seen_by(client, cast, STAFF, ticket))["state"] == "accepted"


async def test_what_is_apart_again_and_nobodys_is_routed(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    lead = await accepted(client, cast, file_ticket, private=False)
    other = await accepted(client, cast, file_ticket, private=False, by="same_compound")
    assert (await merged(client, cast, lead, other)).status_code == 200
    await work()
    await made(client, cast)
    assert (await apart(client, cast, other)).status_code == 200
    await work()
    assert (await seen_by(client, cast, STAFF, other))["assignee_name"] == "甲微格"
    assert (await routing(client, cast, other))[0]["occasion"] == "unmerged"


async def test_what_somebody_who_left_had_is_routed(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    ticket, other = [await accepted(client, cast, file_ticket) for _ in range(2)]
    for each in (ticket, other):
        await given(client, cast, each, "partner")
    await work()
    only = {"within_place_id": ticket["place_id"], "load_cap": 1}
    await made(client, cast, {"load_cap": only.pop("load_cap")}, **only)
    held = await posting_of(session, cast, "partner")
    assert (await ask(client, cast, STAFF, "PUT", f"/postings/{held}/end")).is_success
    await work()
    seen = [(await seen_by(client, cast, STAFF, each)) for each in (ticket, other)]
    names = sorted(each["assignee_name"] or "" for each in seen)
    assert names == ["", "甲微格"], "one by the rule, the other is over its cap"
    assert (await routing(client, cast, ticket))[0]["occasion"] == "handler_gone"
    assert "ticket_unattended" in await kinds(client, cast, STAFF)
    assert "ticket_returned" not in await kinds(client, cast, "partner")
