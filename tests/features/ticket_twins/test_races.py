"""Two at one merge at once, on committed rows and several connections: no ring, no lost ticket."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import select, text

from shequ_api.app import create_app
from shequ_api.base.events.worker import Worker
from shequ_api.features.ticket_twins.models import TicketMerge
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.conftest import opened, settings_for_tests
from tests.features.ticket_twins.passing import told
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step

ROUNDS = 4
"""A person may order ten tickets a day."""
TRIES = 20
Ask = Callable[[], Awaitable[Response]]


@pytest.fixture
async def parts(server: Embedded, template: str) -> AsyncIterator[Parts]:
    async with opened(server, template, "ticket_twins") as parts:
        yield parts


@pytest.fixture
async def client(parts: Parts) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(create_app(settings_for_tests(), parts))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


async def asked(ask: Ask) -> Response:
    """Whoever is told to come again comes again."""
    for _ in range(TRIES):
        answer = await ask()
        if answer.status_code != 503:
            return answer
        await asyncio.sleep(0.05)
    return answer


async def both(*asks: Ask) -> list[Response]:
    return list(await asyncio.gather(*(asked(ask) for ask in asks)))


class Desk:
    """The community's, by several hands."""

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self.client, self.cast = client, cast

    def merge(self, lead: dict[str, Any], other: dict[str, Any]) -> Ask:
        body = {"ticket_ids": [other["id"]], "reason": "同一件事"}
        return self.post(f"/tickets/{lead['id']}/merges", **body)

    def apart(self, ticket: dict[str, Any]) -> Ask:
        return self.post(f"/tickets/{ticket['id']}/unmerging", reason="两件事")

    def post(self, path: str, **body: Any) -> Ask:
        return lambda: told(self.client, self.cast, "community_worker", "POST", path, **body)

    def take(self, by: str, ticket: dict[str, Any], slip: str, **body: Any) -> Ask:
        return lambda: step(self.client, self.cast, by, ticket, slip, **body)


async def stands(parts: Parts, ticket: dict[str, Any]) -> tuple[str, str | None]:
    """State, and lead."""
    async with parts.get(Database).sessions() as session:
        row = await session.get_one(Ticket, ticket["id"])
        state = await session.scalar(
            text("SELECT state FROM workflow_cases WHERE id = :id"), {"id": row.case_id}
        )
        standing = select(TicketMerge.lead_id).where(
            TicketMerge.merged_id == row.id, TicketMerge.undone_at.is_(None)
        )
        leads = list(await session.scalars(standing))
    assert leads == ([row.merged_into_id] if row.merged_into_id else [])
    assert (state == "merged") == (row.merged_into_id is not None)
    return str(state), str(row.merged_into_id) if row.merged_into_id else None


async def test_each_into_the_other_makes_no_ring(
    client: AsyncClient, cast: Cast, parts: Parts, file_ticket: TicketMaker
) -> None:
    desk = Desk(client, cast)
    for _ in range(ROUNDS):
        one, other = await file_ticket(private=False), await file_ticket(private=False)
        answers = await both(desk.merge(one, other), desk.merge(other, one))
        assert sorted(each.status_code for each in answers) == [200, 409]
        found = {await stands(parts, one), await stands(parts, other)}
        assert ("submitted", None) in found and len(found) == 2


async def test_settled_or_merged_whichever_is_first(
    client: AsyncClient, cast: Cast, parts: Parts, file_ticket: TicketMaker
) -> None:
    desk = Desk(client, cast)
    for number in range(ROUNDS):
        lead, other = await file_ticket(private=False), await file_ticket(private=False)
        settled = (lead, other)[number % 2]
        await step(client, cast, "community_worker", settled, "acceptance")
        merge, settle = await both(
            desk.merge(lead, other),
            desk.take("community_worker", settled, "settlement", note="办好了"),
        )
        states = [(await stands(parts, each))[0] for each in (lead, other)]
        if settled is lead:
            # The lead is settled either way; the other is under it, or as it was.
            assert settle.status_code == 200
            assert states == ["settled", "merged" if merge.is_success else "submitted"]
        else:
            assert sorted([merge.status_code, settle.status_code]) == [200, 409]
            assert states == ["submitted", "merged" if merge.is_success else "settled"]


async def test_apart_twice_is_apart_once(
    client: AsyncClient, cast: Cast, parts: Parts, file_ticket: TicketMaker
) -> None:
    desk = Desk(client, cast)
    for _ in range(ROUNDS):
        lead, other = await file_ticket(private=False), await file_ticket(private=False)
        assert (await asked(desk.merge(lead, other))).status_code == 200
        answers = await both(desk.apart(other), desk.apart(other))
        assert sorted(each.status_code for each in answers) == [200, 409]
        assert await stands(parts, other) == ("submitted", None)


async def test_taken_back_while_something_is_put_under_it(
    client: AsyncClient, cast: Cast, parts: Parts, file_ticket: TicketMaker
) -> None:
    desk = Desk(client, cast)
    for _ in range(ROUNDS):
        lead = await file_ticket(private=False)
        other = await file_ticket(by="same_compound", private=False)
        _, gone = await both(
            desk.merge(lead, other), desk.take("resident", lead, "withdrawal", reason="好了")
        )
        assert gone.status_code == 200
        await parts.get(Worker).drain(utc_now())
        assert await stands(parts, lead) == ("withdrawn", None)
        assert await stands(parts, other) == ("submitted", None)


async def test_me_too_while_it_is_merged_is_counted_with_the_lead_or_refused(
    client: AsyncClient, cast: Cast, parts: Parts, file_ticket: TicketMaker
) -> None:
    desk = Desk(client, cast)
    for _ in range(ROUNDS):
        lead = await file_ticket(private=False)
        other = await file_ticket(private=False)
        async with parts.get(Database).sessions() as session, session.begin():
            await parts.get(Worker).drain(utc_now())
            ids = {"one": lead["id"], "other": other["id"]}
            await session.execute(
                text("UPDATE content_checks SET state = 'pass' WHERE subject_id IN (:one, :other)"),
                ids,
            )
        path = f"/public-tickets/{other['id']}/support"
        merge, said = await both(
            desk.merge(lead, other),
            lambda path=path: told(  # type: ignore[misc]  # bound now, not when it is called
                client, cast, "same_building", "PUT", path, kind="affected"
            ),
        )
        assert merge.status_code == 200
        if said.status_code == 409:
            assert said.json()["merged_into_id"] == lead["id"]
        summary = await told(
            client, cast, "same_building", "GET", f"/tickets/{lead['id']}/rating-summary"
        )
        assert summary.json()["relation"] == ("supporter" if said.is_success else "inhabitant")
