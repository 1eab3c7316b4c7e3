"""Who filed an anonymous ticket is told to few, on record, and the reporter hears of it."""

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from tests.cast import Cast
from tests.clocks import Work
from tests.features.tickets.conftest import TicketMaker, file_ticket  # noqa: F401 - a fixture
from tests.features.tickets.slips import TICKETS, step

WHY = {"reason": "诉求涉及人身安全，需要联系本人"}


async def opened(
    client: AsyncClient, cast: Cast, ticket: dict[str, Any], by: str, **more: str
) -> Any:
    address = f"{TICKETS}/{ticket['id']}/reporter-openings"
    return await client.post(address, json=WHY | more, headers=await cast.headers(by))


@pytest.fixture
async def anonymous(file_ticket: TicketMaker) -> dict[str, Any]:  # noqa: F811 - it is that fixture
    return await file_ticket(anonymous=True)


async def test_it_stays_on_record_and_the_reporter_is_told(
    client: AsyncClient, cast: Cast, anonymous: dict[str, Any], work: Work
) -> None:
    resident = await cast.headers("resident")
    answer = await opened(client, cast, anonymous, "district_administrator")
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["reporter_id"], told["reporter_name"]) == (str(cast.people["resident"]), "甲居民")
    assert "****" in told["reporter_phone"]
    silent = await opened(
        client, cast, anonymous, "district_administrator", silent_ground="《刑事诉讼法》"
    )
    assert silent.json()["told"] is False
    await work()
    inbox = await client.get("/api/v1/me/messages", headers=resident)
    [message] = [each for each in inbox.json()["items"] if each["kind"] == "ticket_reporter_opened"]
    assert message["times"] == 1
    assert anonymous["id"] not in inbox.text
    address = f"{TICKETS}/{anonymous['id']}/reporter-openings"
    seen = (await client.get(address, headers=resident)).json()["items"]
    assert [(line["id"], line["role_title"]) for line in seen] == [(told["id"], "区级管理员")]
    assert "opened_by_name" not in seen[0]
    auditor = await cast.headers("auditor")
    listed = (await client.get("/api/v1/ticket-reporter-openings", headers=auditor)).json()["items"]
    assert {line["id"] for line in listed} >= {told["id"], silent.json()["id"]}
    assert str(cast.people["resident"]) not in str(listed)
    looks = await client.get(
        "/api/v1/access-log", params={"subject_id": anonymous["id"]}, headers=auditor
    )
    assert [look["reason"] for look in looks.json()["items"]] == [WHY["reason"]] * 2


async def test_nobody_else_may(
    client: AsyncClient,
    cast: Cast,
    anonymous: dict[str, Any],
    file_ticket: TicketMaker,  # noqa: F811
) -> None:
    for who in ("community_worker", "grid_chief", "city_administrator"):
        refused = await opened(client, cast, anonymous, who)
        assert (refused.status_code, refused.json()["code"]) == (403, "permission_missing")
    address = f"{TICKETS}/{anonymous['id']}/reporter-openings"
    curious = await client.get(address, headers=await cast.headers("community_worker"))
    assert curious.status_code == 403
    plain = await file_ticket()
    refused = await opened(client, cast, plain, "district_administrator")
    assert (refused.status_code, refused.json()["code"]) == (409, "ticket_not_anonymous")


async def test_news_of_an_anonymous_ticket_name_no_ticket(
    client: AsyncClient,
    cast: Cast,
    anonymous: dict[str, Any],
    work: Work,
    session: AsyncSession,
) -> None:
    for slip, body in (("acceptance", {}), ("settlement", {"note": "已办"})):
        await step(client, cast, "community_worker", anonymous, slip, **body)
    await work()
    inbox = await client.get("/api/v1/me/messages", headers=await cast.headers("resident"))
    [news] = [each for each in inbox.json()["items"] if each["kind"] == "anonymous_ticket_news"]
    assert (news["times"], news["operation"]) == (2, "list_tickets")
    for table in ("messages", "message_tellings"):
        rows = list(await session.scalars(text(f"SELECT to_jsonb(t)::text FROM {table} t")))
        assert rows
        assert not [row for row in rows if anonymous["id"] in row]
