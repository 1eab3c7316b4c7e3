"""Held back for a while: told why, until when and how to object; somebody else decides."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_limits.models import TicketBlock
from shequ_api.kit.clock import utc_now
from tests.cast import Cast
from tests.clocks import Work
from tests.features.ticket_limits.test_limits import Resident

WHY = "多次提交与事实不符的内容"


@pytest.fixture
def resident(client: AsyncClient, cast: Cast) -> Resident:
    return Resident(client, cast)


async def blocked(resident: Resident, days: float = 7, **draft: Any) -> dict[str, Any]:
    """The resident, because of a ticket."""
    ticket = (await resident.file("又来了", **draft)).json()
    ends_at = (utc_now() + timedelta(days=days)).isoformat()
    path = f"/tickets/{ticket['id']}/reporter-block"
    made = await resident.ask("community_worker", "POST", path, reason=WHY, ends_at=ends_at)
    assert made.status_code == 201, made.text
    return dict(made.json())


@pytest.mark.parametrize("anonymous", [False, True])
async def test_they_hear_why_until_when_and_how_to_object(
    resident: Resident, anonymous: bool, work: Work
) -> None:
    block = await blocked(resident, anonymous=anonymous)
    assert block["person_name"] == (None if anonymous else "甲居民")
    # Both ways: whoever is held back cannot go on under a mask, or without one.
    for mask in (True, False):
        refused = await resident.file("再来", anonymous=mask)
        told = refused.json()
        assert (refused.status_code, told["code"]) == (403, "tickets_blocked")
        assert (told["reason"], told["block_id"]) == (WHY, block["id"])
        assert told["appeal"] == "appeal_ticket_block"
        assert "ends_at" in told
    [mine] = (await resident.ask("resident", "GET", "/me/ticket-blocks")).json()["items"]
    assert (mine["reason"], mine["appeal"]) == (WHY, None)
    assert (await resident.ask("same_building", "GET", "/me/ticket-blocks")).json()["items"] == []
    path = f"/me/ticket-blocks/{block['id']}/appeal"
    assert (await resident.ask("same_building", "POST", path, text="我")).status_code == 404
    said = await resident.ask("resident", "POST", path, text="是三处不同的路灯")
    assert said.status_code == 201, said.text
    assert (await resident.ask("resident", "POST", path, text="再说")).json()["code"] == (
        "already_appealed"
    )
    await work()
    decide = f"/ticket-blocks/{block['id']}/decision"
    answer = {"upheld": True, "reason": "确为三处"}
    inbox = await resident.ask("subdistrict_administrator", "GET", "/me/messages")
    assert "ticket_block_appealed" in {each["kind"] for each in inbox.json()["items"]}
    assert (await resident.ask("community_worker", "PUT", decide, **answer)).status_code == 403
    decided = await resident.ask("subdistrict_administrator", "PUT", decide, **answer)
    assert decided.json()["appeal"]["upheld"] is True, decided.text
    again = await resident.ask("district_administrator", "PUT", decide, **answer)
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_decide")
    assert (await resident.file("可以了")).status_code == 201
    await work()
    inbox = await resident.ask("subdistrict_administrator", "GET", "/me/messages")
    [matter] = [m for m in inbox.json()["items"] if m["kind"] == "ticket_block_appealed"]
    assert matter["done_at"] is not None


async def test_whoever_blocked_does_not_decide(resident: Resident) -> None:
    ticket = (await resident.file("又来了")).json()
    ends_at = (utc_now() + timedelta(days=7)).isoformat()
    path = f"/tickets/{ticket['id']}/reporter-block"
    body = {"reason": WHY, "ends_at": ends_at}
    block = (await resident.ask("district_administrator", "POST", path, **body)).json()
    twice = await resident.ask("community_worker", "POST", path, **body)
    assert (twice.status_code, twice.json()["code"]) == (409, "already_blocked")
    await resident.ask("resident", "POST", f"/me/ticket-blocks/{block['id']}/appeal", text="错了")
    decide = f"/ticket-blocks/{block['id']}/decision"
    answer = {"upheld": False, "reason": "维持"}
    own = await resident.ask("district_administrator", "PUT", decide, **answer)
    assert (own.status_code, own.json()["code"]) == (403, "decided_by_who_blocked")
    other = await resident.ask("subdistrict_administrator", "PUT", decide, **answer)
    assert other.json()["appeal"]["upheld"] is False
    assert (await resident.file("还是不行")).status_code == 403
    lifted = await resident.ask(
        "community_worker", "PUT", f"/ticket-blocks/{block['id']}/lifting", reason="已当面说明"
    )
    assert lifted.json()["lift_reason"] == "已当面说明", lifted.text
    assert (await resident.file("行了")).status_code == 201
    over = await resident.ask(
        "community_worker", "PUT", f"/ticket-blocks/{block['id']}/lifting", reason="再次"
    )
    assert (over.status_code, over.json()["code"]) == (409, "block_over")


async def test_it_ends_by_itself_and_never_stands_in_the_way_of_an_emergency(
    resident: Resident, session: AsyncSession
) -> None:
    await blocked(resident)
    fire = {"title": "火情险情", "description": "明火", "emergency": True}
    await resident.ask("city_administrator", "PUT", "/ticket-services/fire", **fire)
    assert (await resident.file("着火", service_code="fire")).status_code == 201
    assert (await resident.file("吵")).status_code == 403
    # In another community they may.
    far = str(resident.cast.places["510108014012-c1-b1"])
    assert (await resident.file("那边", place_id=far)).status_code == 201
    now = utc_now()
    over = {"starts_at": now - timedelta(days=9), "ends_at": now - timedelta(seconds=1)}
    await session.execute(update(TicketBlock).values(**over))
    await session.commit()
    assert (await resident.file("吵")).status_code == 201


async def test_an_anonymous_reporter_stays_unknown(
    resident: Resident, session: AsyncSession
) -> None:
    block = await blocked(resident, anonymous=True)
    await blocked(resident_elsewhere := resident, days=1, who="same_building")
    appeal = f"/me/ticket-blocks/{block['id']}/appeal"
    assert (
        await resident_elsewhere.ask("resident", "POST", appeal, text="不对")
    ).status_code == 201
    person = str(resident.cast.people["resident"])
    for table in ("ticket_blocks", "ticket_block_appeals", "events", "audit_log"):
        rows = await session.scalars(text(f"SELECT to_jsonb(t)::text FROM {table} t"))
        assert not [row for row in rows if block["id"] in row and person in row], table
    too_long = (utc_now() + timedelta(days=91)).isoformat()
    ticket = (await resident.file("别处", who="same_compound")).json()
    path = f"/tickets/{ticket['id']}/reporter-block"
    refused = await resident.ask("community_worker", "POST", path, reason=WHY, ends_at=too_long)
    assert (refused.status_code, refused.json()["code"]) == (422, "block_too_long")
