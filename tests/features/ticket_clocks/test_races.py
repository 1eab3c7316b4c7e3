"""Two at the clocks of a ticket at once, on committed rows and several connections."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import func, select

from shequ_api.app import create_app
from shequ_api.base.events.models import Event
from shequ_api.base.events.worker import Worker
from shequ_api.features.ticket_clocks.jobs import tell_due
from shequ_api.features.ticket_clocks.models import TicketClock, TicketClockSpan, TicketPause
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database, worth_again
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from tests.conftest import opened, settings_for_tests
from tests.features.ticket_clocks.desk import Desk, policy
from tests.features.ticket_clocks.test_leads import merge, starts

ROUNDS, TRIES = 5, 8


@pytest.fixture
async def parts(server: Embedded, template: str) -> AsyncIterator[Parts]:
    async with opened(server, template, "clock_races") as parts:
        yield parts


@pytest.fixture
async def client(parts: Parts) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(create_app(settings_for_tests(), parts))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


async def asked(desk: Desk, by: str, path: str, **body: Any) -> Response:
    """Whoever is told to come again does."""
    answer = await desk.ask(by, "POST", path, json=body or None)
    for _ in range(TRIES):
        if answer.status_code != 503:
            break
        await asyncio.sleep(float(answer.headers["retry-after"]))
        answer = await desk.ask(by, "POST", path, json=body or None)
    return answer


async def drained(parts: Parts) -> None:
    await parts.get(Worker).drain(utc_now() + timedelta(minutes=1))


async def rows(parts: Parts, ticket: str, model: Any) -> list[Any]:
    async with parts.get(Database).sessions() as session:
        found = await session.scalars(select(model).where(model.ticket_id == ticket))
        return list(found)


async def test_what_is_settled_meanwhile_is_not_reckoned_open(desk: Desk, parts: Parts) -> None:
    for version in range(ROUNDS):
        tickets = [await desk.file() for _ in range(3)]
        for ticket in tickets:
            await desk.accept(ticket)
        await drained(parts)
        assert (await desk.rule(policy(version + 1), version=version)).status_code == 200
        paths = [f"/tickets/{ticket}/settlement" for ticket in tickets]
        settled = [asked(desk, "community_worker", path, note="已清运") for path in paths]
        answers, _, _ = await asyncio.gather(
            asyncio.gather(*settled), drained(parts), drained(parts)
        )
        assert [answer.status_code for answer in answers] == [200] * 3
        await drained(parts)
        for ticket in tickets:
            await assert_at_rest(parts, ticket)


async def assert_at_rest(parts: Parts, ticket: str) -> None:
    async with parts.get(Database).sessions() as session:
        stored = await session.get_one(Ticket, ticket)
        assert stored.due_at is None and stored.ended_at is not None
    clocks = await rows(parts, ticket, TicketClock)
    assert all(clock.stopped_at is not None for clock in clocks)
    spans = await rows(parts, ticket, TicketClockSpan)
    assert all(span.ends_at and span.ends_at <= stored.ended_at for span in spans)
    pauses = await rows(parts, ticket, TicketPause)
    for pause in pauses:
        # Who began earlier may have come later: by the clock, the pause never was.
        assert pause.resumed_at <= max(stored.ended_at, pause.paused_at)


async def test_paused_and_settled_at_once(desk: Desk, parts: Parts) -> None:
    await desk.rule(policy())
    for _ in range(ROUNDS):
        ticket = await desk.file()
        await desk.accept(ticket)
        pauses, settlement = f"/tickets/{ticket}/pauses", f"/tickets/{ticket}/settlement"
        paused, again, settled = await asyncio.gather(
            asked(desk, "community_worker", pauses, reason="parts"),
            asked(desk, "grid_chief", pauses, reason="weather"),
            asked(desk, "community_worker", settlement, note="已清运"),
        )
        assert settled.status_code == 200, settled.text
        told = sorted((paused.status_code, again.status_code))
        assert told in ([201, 409], [409, 409]), "never two, and none on what has ended"
        await drained(parts)
        await assert_at_rest(parts, ticket)


async def test_two_who_rule_at_once(desk: Desk) -> None:
    for version in range(ROUNDS):
        answers = await asyncio.gather(
            *(
                desk.rule(policy(resolution=100 + 10 * version + n), version=version)
                for n in range(3)
            )
        )
        codes = sorted(answer.status_code for answer in answers)
        assert codes[0] == 200 and set(codes[1:]) <= {409, 412}, [each.text for each in answers]


async def test_overdue_is_told_once_by_many(desk: Desk, parts: Parts) -> None:
    await desk.rule(policy(first=1))
    for _ in range(4):
        await desk.file()
    await drained(parts)
    later = utc_now() + timedelta(minutes=5)
    await asyncio.gather(*(tell(parts, later) for _ in range(4)))
    async with parts.get(Database).sessions() as session:
        told = select(Event.subject_id, func.count()).where(Event.name == "ticket_overdue")
        counts = (await session.execute(told.group_by(Event.subject_id))).all()
    assert sorted(count for _, count in counts) == [1] * 4


async def tell(parts: Parts, now: Any) -> None:
    for _ in range(TRIES):
        try:
            async with parts.get(Database).sessions() as session, session.begin():
                await tell_due(session, now)
                return
        except Exception as error:
            if not worth_again(error):
                raise


async def test_a_lead_is_as_old_as_what_is_under_it_in_the_end(desk: Desk, parts: Parts) -> None:
    """Taken apart, or put there, while somebody acts on the lead and workers reckon."""
    await desk.rule(policy())
    for number in range(ROUNDS):
        old, lead = await desk.file(), await desk.file()
        await drained(parts)
        async with parts.get(Database).sessions() as session:
            older, own = await starts(session, old), await starts(session, lead)
        apart = bool(number % 2)
        if apart:
            assert (await merge(desk, lead, old)).status_code == 200
        step, body = ("unmerging", {}) if apart else ("merges", {"ticket_ids": [old]})
        path = f"/tickets/{old if apart else lead}/{step}"
        done, accepted, _, _ = await asyncio.gather(
            asked(desk, "community_worker", path, reason="如此", **body),
            asked(desk, "community_worker", f"/tickets/{lead}/acceptance", note="收到"),
            drained(parts),
            drained(parts),
        )
        assert (done.status_code, accepted.status_code) == (200, 200), done.text
        await drained(parts)
        async with parts.get(Database).sessions() as session:
            found = await starts(session, lead)
        assert found["resolution"] == (own if apart else older)["resolution"]
        # Merged after it was accepted, its first answer stays as it was judged.
        assert found["first_response"] in (own["first_response"], older["first_response"])
