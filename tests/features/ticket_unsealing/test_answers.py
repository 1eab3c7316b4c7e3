"""The answer that says who it was lies nowhere, and is given to nobody whose right has ended."""

from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from tests.cast import Cast
from tests.clocks import Work
from tests.features.ticket_unsealing.test_openings import WHY
from tests.features.tickets.conftest import TicketMaker, file_ticket  # noqa: F401 - a fixture
from tests.features.tickets.slips import TICKETS

BY = "district_administrator"
KEY = {"Idempotency-Key": "who-was-it-1"}


@pytest.fixture
async def anonymous(file_ticket: TicketMaker) -> dict[str, Any]:  # noqa: F811 - it is that fixture
    return await file_ticket(anonymous=True)


async def opened(client: AsyncClient, cast: Cast, ticket: dict[str, Any], **more: str) -> Response:
    address = f"{TICKETS}/{ticket['id']}/reporter-openings"
    headers = await cast.headers(BY) | KEY
    return await client.post(address, json=WHY | more, headers=headers)


async def looks(session: AsyncSession, ticket: dict[str, Any]) -> int:
    noted = text("SELECT count(*) FROM access_log WHERE subject_id = :id")
    return int(await session.scalar(noted, {"id": ticket["id"]}) or 0)


async def test_nothing_of_it_is_kept(
    client: AsyncClient, cast: Cast, anonymous: dict[str, Any], session: AsyncSession, work: Work
) -> None:
    first = await opened(client, cast, anonymous)
    assert first.status_code == 201, first.text
    kept = text("SELECT count(*) FROM idempotency_records WHERE path LIKE '%reporter-openings'")
    assert await session.scalar(kept) == 0
    # A phone that got no answer asks again: it is the same opening, and another look.
    again = await opened(client, cast, anonymous)
    assert (again.status_code, again.json()) == (201, first.json())
    assert "idempotency-replayed" not in again.headers
    other = await opened(client, cast, anonymous, reason="另有线索需要核实")
    assert other.json()["id"] != first.json()["id"]
    rows = text("SELECT count(*) FROM ticket_reporter_openings WHERE ticket_id = :id")
    assert await session.scalar(rows, {"id": anonymous["id"]}) == 2
    assert await looks(session, anonymous) == 3
    await work()
    inbox = await client.get("/api/v1/me/messages", headers=await cast.headers("resident"))
    [told] = [each for each in inbox.json()["items"] if each["kind"] == "ticket_reporter_opened"]
    assert told["times"] == 2


async def test_whose_right_has_ended_is_told_nothing_again(
    client: AsyncClient, cast: Cast, anonymous: dict[str, Any], session: AsyncSession
) -> None:
    first = await opened(client, cast, anonymous)
    assert first.status_code == 201, first.text
    ended = text("UPDATE postings SET ended_at = now() WHERE person_id = :id AND ended_at IS NULL")
    await session.execute(ended, {"id": cast.people[BY]})
    await session.commit()
    refused = await opened(client, cast, anonymous)
    assert refused.status_code in (403, 404)
    assert first.json()["reporter_id"] not in refused.text
