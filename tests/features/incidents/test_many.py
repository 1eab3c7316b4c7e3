"""Many tickets of one incident, in many jobs: killed in the middle, or done by two workers at once,
each is linked, told and settled once; and races of the end with what is linked meanwhile."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from httpx import AsyncClient
from pytest import MonkeyPatch
from sqlalchemy import text

from shequ_api.base.events.worker import Worker
from shequ_api.base.registry import Registry
from shequ_api.features.incidents import following
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.features.incidents.outage import ended, linked, published
from tests.features.ticket_twins.passing import told
from tests.features.ticket_twins.test_races import Desk, asked, both
from tests.features.ticket_twins.test_races import client as client
from tests.features.ticket_twins.test_races import parts as parts
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step
from tests.pausing import held_before

WATER = {"service_code": "public_facility"}
MANY = 7


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch: MonkeyPatch) -> None:
    """So that these are many."""
    monkeypatch.setattr(following, "AT_ONCE", 2)
    monkeypatch.setattr(following, "LOOKED_AT", 3)


def another(parts: Parts) -> Worker:
    return Worker(parts.get(Database), parts.get(Registry).hearing)


async def drained(parts: Parts) -> None:
    """By two workers at once, as often as there is anything to do."""
    while sum(await asyncio.gather(*(another(parts).drain(utc_now()) for _ in range(2)))):
        pass


async def counted(parts: Parts, sql: str, **values: Any) -> list[int]:
    async with parts.get(Database).sessions() as session:
        return [int(each) for each in await session.scalars(text(sql), values)]


SETTLED = (
    "SELECT count(s.id) FROM incident_links l JOIN tickets t ON t.id = l.ticket_id"
    " LEFT JOIN workflow_steps s ON s.case_id = t.case_id AND s.step = 'settle'"
    " WHERE l.incident_id = :incident GROUP BY t.id"
)
TOLD = (
    "SELECT count(*) FROM events WHERE name = 'incident_told' AND subject_id = :incident"
    " AND facts ->> 'what' = 'linked' AND facts -> 'person_ids' ? :person"
)


async def test_killed_in_the_middle_nothing_is_done_twice(
    client: AsyncClient, cast: Cast, parts: Parts, file_ticket: TicketMaker
) -> None:
    for number in range(MANY):
        await file_ticket(by=("resident", "same_compound")[number % 2], **WATER)
    await drained(parts)
    incident = (await published(client, cast)).json()
    await killed_at(parts, "INSERT INTO incident_links")
    await drained(parts)
    assert len(await linked(client, cast, incident)) == MANY
    events = await counted(parts, TOLD, incident=incident["id"], person=person(cast, "resident"))
    assert events == [4], "two tickets in a job, and one of each two is theirs"
    await ended(client, cast, incident)
    await killed_at(parts, "INSERT INTO workflow_steps")
    await drained(parts)
    assert await counted(parts, SETTLED, incident=incident["id"]) == [1] * MANY
    found = (await linked(client, cast, incident)).values()
    assert {each["result"] for each in found} == {"settled"}


def person(cast: Cast, who: str) -> str:
    return str(cast.people[who])


async def killed_at(parts: Parts, statement: str) -> None:
    """A worker that dies before this statement: its transaction is gone, and its job is not."""
    async with held_before(parts, statement) as pause:
        doomed = asyncio.ensure_future(another(parts).drain(utc_now()))
        await pause.stands()
        doomed.cancel()
        pause.over.set()
        with suppress(asyncio.CancelledError, Exception):
            await doomed


async def test_settled_by_hand_or_by_the_end_whichever_is_first(
    client: AsyncClient, cast: Cast, parts: Parts, file_ticket: TicketMaker
) -> None:
    desk = Desk(client, cast)
    for _ in range(3):
        incident = (await published(client, cast)).json()
        ticket = await file_ticket(**WATER)
        await drained(parts)
        await step(client, cast, "community_worker", ticket, "acceptance")
        await ended(client, cast, incident)
        by_hand, _ = await asyncio.gather(
            asked(desk.take("community_worker", ticket, "settlement", note="已修好")),
            drained(parts),
        )
        await drained(parts)
        assert await counted(parts, SETTLED, incident=incident["id"]) == [1]
        [line] = (await linked(client, cast, incident)).values()
        assert (by_hand.status_code, line["result"]) in {(200, "left"), (409, "settled")}


async def test_linked_or_unlinked_while_it_ends(
    client: AsyncClient, cast: Cast, parts: Parts, file_ticket: TicketMaker
) -> None:
    desk = Desk(client, cast)
    for _ in range(4):
        incident = (await published(client, cast)).json()
        ticket = await file_ticket(**WATER)
        await drained(parts)
        path = f"/incidents/{incident['id']}"
        done, gone = await both(
            desk.post(f"{path}/resolution", outcome="来水了"),
            desk.post(f"{path}/tickets/{ticket['id']}/unlinking", reason="是水表坏了"),
        )
        assert done.status_code == 200
        # The end waits for nobody, and closes in a job: whoever unlinks before that is heard.
        assert gone.status_code == 200, gone.text
        await drained(parts)
        seen = await told(client, cast, "resident", "GET", f"/tickets/{ticket['id']}")
        assert seen.json()["state"] == "submitted"
