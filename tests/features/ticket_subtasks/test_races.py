"""Several at one ticket's parts at once, on committed rows and several connections."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import select

from shequ_api.app import create_app
from shequ_api.base.events.worker import Worker
from shequ_api.features.ticket_subtasks.models import TicketSubtask
from shequ_api.features.tickets.models import Ticket, TicketHelper
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from tests.base.people.asking import ask, posting_of
from tests.cast import Cast
from tests.conftest import opened, settings_for_tests
from tests.features.ticket_handling.handled import STAFF, WORKER
from tests.features.ticket_help.helped import COLLEAGUE, PARTNER, Team, team
from tests.features.tickets.conftest import TicketMaker, maker

ROUNDS, TRIES = 3, 200
Ask = Callable[[], Awaitable[Response]]


@pytest.fixture
async def parts(server: Embedded, template: str) -> AsyncIterator[Parts]:
    async with opened(server, template, "subtask_races") as parts:
        yield parts


@pytest.fixture
async def client(parts: Parts) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(create_app(settings_for_tests(), parts))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


@pytest.fixture
def file_ticket(client: AsyncClient, cast: Cast) -> TicketMaker:
    return maker(client, cast)


async def asked(ask: Ask) -> Response:
    """Whoever is told to come again comes again."""
    answer = await ask()
    for _ in range(TRIES):
        if answer.status_code != 503:
            break
        await asyncio.sleep(0.05)
        answer = await ask()
    return answer


async def both(*asks: Ask) -> list[Response]:
    return list(await asyncio.gather(*(asked(each) for each in asks)))


async def counted(parts: Parts, ticket: dict[str, Any]) -> tuple[int, int, int]:
    """What a ticket says of its parts; it is what they are."""
    async with parts.get(Database).sessions() as session:
        row = await session.get_one(Ticket, ticket["id"])
        of_it = select(TicketSubtask).where(TicketSubtask.ticket_id == row.id)
        found = (await session.scalars(of_it)).all()
        left = [each for each in found if each.ended_at is None and each.required]
        assert row.open_subtasks == len(left)
        return row.subtasks, row.subtasks_done, row.open_subtasks


def settles(one: Team) -> Ask:
    return lambda: one.settled(WORKER)


async def test_settled_while_the_last_part_is_sent_back_or_another_is_set(
    client: AsyncClient, cast: Cast, parts: Parts, file_ticket: TicketMaker
) -> None:
    for number in range(2 * ROUNDS):
        one = await team(client, cast, file_ticket)
        part = await one.part(PARTNER)
        assert (await one.take(PARTNER, part, "completion", note="好了")).is_success
        again: dict[str, Ask] = {
            "reopened": lambda one=one, part=part: one.take(  # type: ignore[misc]  # bound in this round
                STAFF, part, "reopening", reason="不好"
            ),
            "set": lambda one=one: one.set_part(COLLEAGUE, setter=STAFF),  # type: ignore[misc]  # the same
        }
        settled, more = await both(settles(one), again[("reopened", "set")[number % 2]])
        state = (await one.seen())["state"]
        _, __, left = await counted(parts, one.ticket)
        if settled.status_code == 200:
            assert (more.status_code, more.json()["code"]) == (409, "ticket_not_worked_on")
            assert (state, left) == ("settled", 0)
        else:
            assert settled.json()["code"] == "subtasks_open"
            assert (more.is_success, state, left) == (True, "resolving", 1)


async def test_a_lead_is_settled_while_a_part_of_what_was_merged_is_sent_back(
    client: AsyncClient, cast: Cast, parts: Parts, file_ticket: TicketMaker
) -> None:
    for _ in range(ROUNDS):
        lead = await team(client, cast, file_ticket, private=False)
        other = await team(client, cast, file_ticket, private=False)
        part = await other.part(PARTNER)
        merge = {"ticket_ids": [other.ticket["id"]], "reason": "同一件事"}
        assert (await lead.ask(STAFF, "POST", f"{lead.path}/merges", **merge)).is_success
        early = await lead.settled()
        assert (early.status_code, early.json()["count"]) == (409, 1), "it counts where it is led"
        assert (await other.take(PARTNER, part, "completion", note="好了")).is_success
        settled, back = await both(
            settles(lead),
            lambda other=other, part=part: other.take(  # type: ignore[misc]  # bound in this round
                STAFF, part, "reopening", reason="不好"
            ),
        )
        assert sorted([settled.status_code, back.status_code]) == [200, 409]
        left = (await counted(parts, other.ticket))[2]
        assert left == (0 if settled.is_success else 1)


async def test_two_finish_one_part_and_it_is_done_once(
    client: AsyncClient, cast: Cast, parts: Parts, file_ticket: TicketMaker
) -> None:
    one = await team(client, cast, file_ticket)
    for number in range(ROUNDS):
        part = await one.part(PARTNER, title=f"第{number}项")

        def finishes(who: str, part: dict[str, Any] = part) -> Ask:
            return lambda: one.take(who, part, "completion", note=f"{who}办的")

        answers = await both(finishes(PARTNER), finishes(WORKER), finishes(STAFF))
        assert sorted(each.status_code for each in answers) == [200, 409, 409]
        seen = (await one.ask(WORKER, "GET", f"/ticket-subtasks/{part['id']}")).json()
        assert [each["step"] for each in seen["steps"]] == ["set", "finish"]
        assert await counted(parts, one.ticket) == (number + 1, number + 1, 0)


async def test_asked_while_they_leave_office(
    client: AsyncClient, cast: Cast, parts: Parts, file_ticket: TicketMaker
) -> None:
    one = await team(client, cast, file_ticket)
    async with parts.get(Database).sessions() as session:
        posting = await posting_of(session, cast, PARTNER)
    given, _ = await both(
        lambda: one.set_part(PARTNER),
        lambda: ask(client, cast, STAFF, "PUT", f"/postings/{posting}/end", json={}),
    )
    assert given.status_code == 201 or given.json()["code"] == "assignee_unfit"
    await parts.get(Worker).drain(utc_now())
    async with parts.get(Database).sessions() as session:
        helps = select(TicketHelper.id).where(TicketHelper.ended_at.is_(None))
        assert await session.scalar(helps) is None, "nobody helps who left"
        has = select(TicketSubtask.id).where(TicketSubtask.assignee_id == cast.people[PARTNER])
        assert await session.scalar(has) is None, "nor has a part"
