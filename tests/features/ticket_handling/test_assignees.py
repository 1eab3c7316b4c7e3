"""Whom a ticket could be given to, and what they have to do already."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_handling.assignees import loads_of
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.clock import china_date, china_midnight, utc_now
from tests.base.people.asking import ask, day, posting_of
from tests.cast import Cast
from tests.clocks import Work
from tests.counting import Queries
from tests.features.ticket_handling.handled import STAFF, WORKER, accepted, colleagues, given
from tests.features.tickets.conftest import TicketMaker


async def listed(
    client: AsyncClient, cast: Cast, ticket: dict[str, Any], limit: int = 100
) -> list[dict[str, Any]]:
    path = f"/tickets/{ticket['id']}/assignees?limit={limit}"
    answer = await ask(client, cast, STAFF, "GET", path)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def due(session: AsyncSession, ticket: dict[str, Any], at: Any) -> None:
    this = update(Ticket).where(Ticket.id == UUID(ticket["id"])).values(due_at=at)
    await session.execute(this)
    await session.commit()


async def test_loads_and_who_is_away(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    tickets = [await accepted(client, cast, file_ticket) for _ in range(4)]
    for ticket in tickets[:3]:
        await given(client, cast, ticket)
    await work()
    noon = china_midnight(china_date(utc_now())) + timedelta(hours=12)
    last = china_midnight(china_date(noon) + timedelta(days=1)) - timedelta(microseconds=1)
    times = (noon - timedelta(days=2), last, last + timedelta(microseconds=1))
    for ticket, at in zip(tickets[:3], times, strict=True):
        await due(session, ticket, at)
    rows = await session.execute(loads_of([cast.people[WORKER]], noon))
    assert rows.one()[1:] == (3, 1, 1), "in hand, due until midnight, overdue"
    posting = await posting_of(session, cast, WORKER)
    absence = {"starts_on": day(0), "ends_on": day(3), "reason": "病假"}
    away = await ask(client, cast, WORKER, "POST", "/me/absences", json=absence)
    assert away.is_success, away.text
    lines = {each["person_name"]: each for each in await listed(client, cast, tickets[3])}
    worker = lines["甲微格"]
    assert worker["load"] == 3 and worker["overdue"] >= 1
    assert (worker["absent_until"], worker["posting_id"]) == (day(3), posting)
    assert lines["甲伙伴"]["load"] == 0
    assert {"甲社工", "甲网格", "甲部门", "乙微格"} <= lines.keys()
    assert not {"乙社工", "乙伙伴", "甲街管", "甲居民"} & lines.keys(), "they could not settle it"


async def test_a_hundred_cost_no_more_than_one(
    client: AsyncClient,
    cast: Cast,
    session: AsyncSession,
    file_ticket: TicketMaker,
    queries: Queries,
) -> None:
    ticket = await accepted(client, cast, file_ticket)
    await colleagues(session, cast, "510108015017-m01", 8)
    asked = []
    for limit in (1, 100):
        with queries() as statements:
            found = await listed(client, cast, ticket, limit)
        asked.append(len(statements))
    assert len(found) > 12 and asked[1] <= asked[0]
    path = f"/tickets/{ticket['id']}/assignees"
    page = (await ask(client, cast, STAFF, "GET", f"{path}?limit=4")).json()
    again = await ask(client, cast, STAFF, "GET", f"{path}?limit=4&cursor={page['next_cursor']}")
    seen = [each["posting_id"] for each in page["items"] + again.json()["items"]]
    assert seen == [each["posting_id"] for each in found][:8]
