"""Whose words they are: of one person by another, of nobody who is named, of whoever is erased."""

from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_talk import personal
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.clocks import Work
from tests.features.inbox.test_lines import mandate
from tests.features.ticket_talk.talking import Talk
from tests.features.tickets.slips import photo_of
from tests.features.tickets.test_anonymous import rows_naming


async def test_by_a_mandate_both_persons_are_said(
    talk: Talk, cast: Cast, session: AsyncSession
) -> None:
    ticket = await talk.handled()
    held = {"X-On-Behalf-Of": await mandate(session, cast, "same_building")}
    for_talk = text("UPDATE mandates SET permissions = '{ticket_talk:say}' WHERE id = :id")
    await session.execute(for_talk, {"id": held["X-On-Behalf-Of"]})
    await session.commit()
    said = await talk.says("same_building", ticket, "老人说还没来人", headers=held)
    assert (said["author_name"], said["agent_name"], said["side"]) == (
        "甲居民",
        "乙居民",
        "reporter",
    )
    [seen] = await talk.reads("community_worker", ticket)
    assert (seen["author_name"], seen["agent_name"]) == ("甲居民", "乙居民")
    without = await talk.put("same_building", ticket, text="没有授权时")
    assert without.status_code == 404


async def test_whoever_ordered_without_a_name_talks_without_one(
    talk: Talk,
    client: AsyncClient,
    cast: Cast,
    session: AsyncSession,
    work: Work,
) -> None:
    ticket = await talk.handled(anonymous=True)
    photo = await photo_of(client, await cast.headers("resident"), "brown", anonymous=True)
    said = await talk.says("resident", ticket, "又有人倒垃圾了", photo_ids=[photo])
    assert (said["author_name"], said["mine"], said["side"]) == (None, True, "reporter")
    await talk.says("micro_grid_worker", ticket, "收到，马上处理")
    read = await client.put(
        f"/api/v1/tickets/{ticket['id']}/talk/reading",
        json={"number": 2},
        headers=await cast.headers("resident"),
    )
    assert read.json()["unread"] == 0
    mine = await client.get("/api/v1/me/ticket-talks", headers=await cast.headers("resident"))
    assert [each["ticket_id"] for each in mine.json()["items"]] == [ticket["id"]]
    seen = await talk.get("micro_grid_worker", ticket)
    assert [each["mine"] for each in seen.json()["items"]] == [True, False]
    person = str(cast.people["resident"])
    assert person not in seen.text and "甲居民" not in seen.text
    await work()
    for each in (ticket["id"], said["id"], photo):
        both = [row for row in await rows_naming(session, person) if each in row[1]]
        assert both == []


async def test_what_the_erased_wrote_is_gone_and_that_they_wrote_stays(
    talk: Talk, session: AsyncSession, cast: Cast, parts: Parts
) -> None:
    named, unnamed = await talk.handled(), await talk.handled(anonymous=True)
    for ticket in (named, unnamed):
        await talk.says("resident", ticket, "我家门口的秘密")
        await talk.says("micro_grid_worker", ticket, "收到")
    found = await personal.collect(session, parts, cast.people["resident"])
    assert [each["内容"] for each in found["诉求留言"]] == ["我家门口的秘密"] * 2
    await personal.erase(session, cast.people["resident"], utc_now())
    await session.commit()
    for ticket in (named, unnamed):
        reads = await talk.reads("micro_grid_worker", ticket)
        assert [each["text"] for each in reads] == ["收到", "（已注销）"]
    left = text("SELECT count(*) FROM ticket_messages WHERE text LIKE '%秘密%'")
    assert await session.scalar(left) == 0


async def test_a_staff_members_export_repeats_no_note(
    talk: Talk, session: AsyncSession, cast: Cast, parts: Parts
) -> None:
    ticket = await talk.handled()
    await talk.put("micro_grid_worker", ticket, "notes", text="住户的病情")
    for member in ("resident", "micro_grid_worker"):
        found = await personal.collect(session, parts, cast.people[member])
        assert "病情" not in str(found)


async def test_merged_tickets_talk_in_their_own_threads(
    talk: Talk, session: AsyncSession, cast: Cast, work: Work, client: AsyncClient
) -> None:
    lead, merged = await talk.handled(), await talk.file(by="same_building")
    joined = text("UPDATE tickets SET merged_into_id = :lead WHERE id = :id")
    await session.execute(joined, {"lead": lead["id"], "id": merged["id"]})
    await session.commit()
    await talk.says("same_building", merged, "我家门口也有")
    await talk.says("resident", lead, "我住101，麻烦先来我家")
    await talk.says("micro_grid_worker", lead, "两处一起清运", public=True)
    await talk.says("micro_grid_worker", lead, "先来您家")
    handler = {each["text"] for each in await talk.reads("micro_grid_worker", lead)}
    assert handler == {"我家门口也有", "我住101，麻烦先来我家", "两处一起清运", "先来您家"}
    assert {each["text"] for each in await talk.reads("same_building", merged)} == {
        "我家门口也有",
        "两处一起清运",
    }
    assert "我家门口也有" not in (await talk.get("resident", lead)).text
    await work()
    told = await client.get(
        "/api/v1/me/messages?kind=ticket_replied",
        headers=await cast.headers("micro_grid_worker"),
    )
    assert merged["id"] in [each["about_id"] for each in told.json()["items"]]
