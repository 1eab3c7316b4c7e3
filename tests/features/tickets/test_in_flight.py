"""A ticket that is being given while its place, or the one who gets it, goes elsewhere."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient, Response

from shequ_api.app import create_app
from shequ_api.base.events.worker import Worker
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from tests.base.redrawing.conftest import COMPOUND, DOORS, GRID, Office
from tests.cast import NEIGHBOUR, Cast
from tests.conftest import opened, settings_for_tests
from tests.pausing import held_before

WHO, HANDLER, GIVER = "district_administrator", "micro_grid_worker", "community_worker"
Change = Callable[[Office], Awaitable[Response]]


@pytest.fixture
async def parts(server: Embedded, template: str) -> AsyncIterator[Parts]:
    async with opened(server, template, "in_flight") as parts:
        yield parts


@pytest.fixture
async def office(parts: Parts, cast: Cast) -> AsyncIterator[Office]:
    transport = ASGITransport(create_app(settings_for_tests(), parts))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        office = Office(client, cast)
        for who in (WHO, GIVER, "resident"):
            await office.ask(who, "GET", "/me")
        yield office


async def moved(office: Office) -> Response:
    return await office.move(WHO, COMPOUND, NEIGHBOUR)


async def split(office: Office) -> Response:
    halves = (office.part("甲", *DOORS[:2]), office.part("乙", *DOORS[2:]))
    return await office.split(WHO, GRID, *halves)


async def shut(office: Office) -> Response:
    path = f"/persons/{office.cast.people[HANDLER]}/disabling"
    return await office.ask(WHO, "PUT", path, {"reason": "核查身份"})


@pytest.mark.parametrize(
    ("change", "held"),
    [
        (moved, "FOR SHARE OF"),
        (split, "FOR SHARE OF"),
        (shut, "FOR SHARE OF"),
        # The one who gets it is held by now: the move, which does not ask for them, is not.
        (moved, "FROM workflow_cases WHERE"),
    ],
)
async def test_what_is_given_meanwhile_does_not_hang(
    parts: Parts, office: Office, change: Change, held: str
) -> None:
    """The ticket was read; then all changes, and whoever lost it is relieved; then it is given."""
    ticket = await office.ticket(DOORS[0])
    path = f"/tickets/{ticket}"
    assert (await office.ask(GIVER, "POST", f"{path}/acceptance", {})).is_success
    body = {"person_id": str(office.cast.people[HANDLER])}
    async with held_before(parts, held) as pause:
        giving = asyncio.ensure_future(office.ask(GIVER, "PUT", f"{path}/assignment", body))
        await pause.stands()
        done = await change(office)
        assert done.is_success, done.text
        await parts.get(Worker).drain(utc_now())
        pause.over.set()
        given = await giving
    assert given.status_code in {404, 409, 422}, given.text
    await parts.get(Worker).drain(utc_now())
    async with parts.get(Database).sessions() as session:
        row = await session.get_one(Ticket, UUID(str(ticket)))
        case = await session.get_one(Case, row.case_id)
        assert (row.assignee_id, case.state) == (None, "accepted")


async def test_what_was_given_just_before_a_move_goes_back(parts: Parts, office: Office) -> None:
    """The move waits for the ticket that is being given, and finds it."""
    ticket = await office.ticket(DOORS[0])
    path = f"/tickets/{ticket}"
    assert (await office.ask(GIVER, "POST", f"{path}/acceptance", {})).is_success
    body = {"person_id": str(office.cast.people[HANDLER])}
    async with held_before(parts, "INSERT INTO workflow_steps") as pause:
        giving = asyncio.ensure_future(office.ask(GIVER, "PUT", f"{path}/assignment", body))
        await pause.stands()
        moving = asyncio.ensure_future(moved(office))
        await asyncio.sleep(0.2)
        pause.over.set()
        assert (await giving).status_code == 200
        assert (await moving).status_code == 200
    await parts.get(Worker).drain(utc_now())
    seen = await office.got("far_community_worker", path)
    assert (seen["assignee_id"], seen["state"]) == (None, "accepted")
