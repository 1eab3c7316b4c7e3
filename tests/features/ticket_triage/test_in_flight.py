"""A ticket that is ruled upon while somebody takes a step with it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient, Response

from shequ_api.app import create_app
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from tests.base.redrawing.conftest import DOORS, Office
from tests.cast import NEIGHBOUR, Cast
from tests.conftest import opened, settings_for_tests
from tests.pausing import held_before

HANDLER, GIVER, REPORTER = "micro_grid_worker", "community_worker", "resident"
READING, LOCKING, WRITING = "FOR SHARE OF", "FROM workflow_cases WHERE", "INSERT INTO workflow_step"


@pytest.fixture
async def parts(server: Embedded, template: str) -> AsyncIterator[Parts]:
    async with opened(server, template, "triage_in_flight") as parts:
        yield parts


@pytest.fixture
async def office(parts: Parts, cast: Cast) -> AsyncIterator[Office]:
    transport = ASGITransport(create_app(settings_for_tests(), parts))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        office = Office(client, cast)
        for who in (GIVER, REPORTER):
            await office.ask(who, "GET", "/me")
        yield office


async def transferred(office: Office, ticket: UUID) -> Response:
    body = {"place_id": str(office.cast.places[NEIGHBOUR]), "reason": "在和美社区一侧"}
    return await office.ask(GIVER, "PUT", f"/tickets/{ticket}/place", body)


async def step(office: Office, ticket: UUID, name: str) -> Response:
    handler = {"person_id": str(office.cast.people[HANDLER])}
    steps: dict[str, tuple[str, str, str, dict[str, Any]]] = {
        "accept": (GIVER, "POST", "acceptance", {}),
        "assign": (GIVER, "PUT", "assignment", handler),
        "decline": (GIVER, "POST", "refusal", {"reason": "不属于社区"}),
        "withdraw": (REPORTER, "POST", "withdrawal", {"reason": "已好"}),
    }
    who, method, path, body = steps[name]
    return await office.ask(who, method, f"/tickets/{ticket}/{path}", body)


async def ended(parts: Parts, ticket: UUID) -> tuple[str, UUID | None, bool]:
    """State, who handles it, whether it waits for its place."""
    async with parts.get(Database).sessions() as session:
        row = await session.get_one(Ticket, UUID(str(ticket)))
        case = await session.get_one(Case, row.case_id)
        return case.state, row.assignee_id, row.awaits_place


@pytest.mark.parametrize(
    ("name", "held"),
    [("assign", READING), ("assign", LOCKING), ("accept", LOCKING), ("decline", LOCKING)],
)
async def test_what_went_elsewhere_meanwhile_is_no_longer_theirs(
    parts: Parts, office: Office, name: str, held: str
) -> None:
    """The ticket was read; then it goes to another community, and begins there anew."""
    ticket = await office.ticket(DOORS[0])
    if name == "assign":
        assert (await step(office, ticket, "accept")).is_success
    async with held_before(parts, held) as pause:
        taking = asyncio.ensure_future(step(office, ticket, name))
        await pause.stands()
        given = await transferred(office, ticket)
        assert given.status_code == 200, given.text
        pause.over.set()
        taken = await taking
    assert taken.status_code in {404, 409}, taken.text
    assert await ended(parts, ticket) == ("submitted", None, True)


async def test_what_was_given_just_before_is_taken_back(parts: Parts, office: Office) -> None:
    """The ruling waits for the ticket that is being given, and relieves who got it."""
    ticket = await office.ticket(DOORS[0])
    assert (await step(office, ticket, "accept")).is_success
    async with held_before(parts, WRITING) as pause:
        giving = asyncio.ensure_future(step(office, ticket, "assign"))
        await pause.stands()
        ruling = asyncio.ensure_future(transferred(office, ticket))
        await asyncio.sleep(0.2)
        pause.over.set()
        assert (await giving).status_code == 200
        assert (await ruling).status_code == 200
    assert await ended(parts, ticket) == ("submitted", None, True)


async def test_what_was_withdrawn_meanwhile_waits_for_nobody(parts: Parts, office: Office) -> None:
    """Its reporter may, wherever it lies; and then nobody is asked any more where it belongs."""
    ticket = await office.ticket(DOORS[0])
    async with held_before(parts, LOCKING) as pause:
        withdrawing = asyncio.ensure_future(step(office, ticket, "withdraw"))
        await pause.stands()
        assert (await transferred(office, ticket)).status_code == 200
        pause.over.set()
        taken = await withdrawing
    assert taken.status_code == 200, taken.text
    assert await ended(parts, ticket) == ("withdrawn", None, False)
