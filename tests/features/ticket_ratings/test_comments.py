"""What people write when they rate is checked before others read it, and goes with them."""

from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import Registry
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.clocks import Work
from tests.features.content_checks.test_checks import ask
from tests.features.ticket_talk.talking import Talk
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import TICKETS

HIDDEN, CANARY = "代开发票", "找我代开发票，三单元赵某某"


@pytest.fixture
def talk(client: AsyncClient, cast: Cast, file_ticket: TicketMaker) -> Talk:
    return Talk(client, cast, file_ticket)


@pytest.fixture
async def words(client: AsyncClient, cast: Cast) -> None:
    """The district keeps words."""
    body = {"words": [HIDDEN], "verdict": "risky"}
    headers = await cast.headers("district_administrator")
    added = await client.post("/api/v1/sensitive-words", json=body, headers=headers)
    assert added.status_code == 201, added.text


async def settled(talk: Talk, by: str, **draft: Any) -> dict[str, Any]:
    ticket = await talk.file(by=by, **draft)
    for step, body in (("acceptance", {}), ("settlement", {"note": "已清运"})):
        done = await talk.client.post(
            f"{TICKETS}/{ticket['id']}/{step}",
            json=body,
            headers=await talk.cast.headers("community_worker"),
        )
        assert done.status_code == 200, done.text
    return ticket


async def rate(talk: Talk, by: str, ticket: dict[str, Any], comment: str | None) -> None:
    path, body = f"{TICKETS}/{ticket['id']}/ratings/mine", {"score": 2, "comment": comment}
    headers = await talk.cast.headers(by)
    rated = await talk.client.put(path, json=body, headers=headers)
    assert rated.status_code == 200, rated.text


async def comments(talk: Talk, by: str, ticket: dict[str, Any]) -> list[tuple[str | None, str]]:
    lines = await talk.reads(by, ticket, "ratings")
    return [(line["comment"], line["check"]) for line in lines]


async def test_others_read_it_once_it_is_fit(
    talk: Talk, client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    ticket = await settled(talk, "resident")
    await rate(talk, "same_building", ticket, "还是有味道")
    await work()
    assert await comments(talk, "resident", ticket) == [(None, "review")]
    assert await comments(talk, "community_worker", ticket) == [("还是有味道", "review")]
    find = text("SELECT id FROM content_checks WHERE kind = 'ticket_rating'")
    check = await session.scalar(find)
    yes = {"passed": True, "note": "没有问题"}
    done = await ask(client, cast, "community_worker", f"/{check}/decision", yes)
    assert (done["state"], done["text"]) == ("pass", "还是有味道")
    assert await comments(talk, "resident", ticket) == [("还是有味道", "pass")]
    # Other words are another content.
    await rate(talk, "same_building", ticket, "昨天又来了")
    assert await comments(talk, "resident", ticket) == [(None, "pending")]
    await rate(talk, "same_building", ticket, None)
    assert await comments(talk, "resident", ticket) == [(None, "pass")]
    assert await session.scalar(find) is None


@pytest.mark.usefixtures("words")
async def test_what_is_unfit_its_author_alone_reads(talk: Talk, work: Work) -> None:
    ticket = await settled(talk, "resident")
    await rate(talk, "same_building", ticket, CANARY)
    await rate(talk, "resident", ticket, f"我也{CANARY}")
    await work()
    for reader in ("community_worker", "district_administrator"):
        assert await comments(talk, reader, ticket) == [(None, "risky")] * 2
        for what in ("", "/trail", "/timeline"):
            path = f"{TICKETS}/{ticket['id']}{what}"
            seen = await talk.client.get(path, headers=await talk.cast.headers(reader))
            assert seen.status_code == 200, seen.text
            assert CANARY not in seen.text
    own = await comments(talk, "resident", ticket)
    assert sorted(own, key=str) == [(f"我也{CANARY}", "risky"), (None, "risky")]


@pytest.mark.usefixtures("words")
@pytest.mark.parametrize("anonymous", [False, True])
async def test_it_goes_with_the_person(
    talk: Talk,
    cast: Cast,
    session: AsyncSession,
    parts: Parts,
    work: Work,
    client: AsyncClient,
    anonymous: bool,
) -> None:
    ticket = await settled(talk, "newcomer", anonymous=anonymous, text=CANARY)
    await rate(talk, "newcomer", ticket, CANARY)
    await work()
    [told] = [
        each
        for each in (
            await client.get("/api/v1/me/messages", headers=await cast.headers("newcomer"))
        ).json()["items"]
        if each["kind"] == ("anonymous_content_news" if anonymous else "content_hidden")
        and each["about_kind"]
    ][:1]
    assert told["title"]
    person_id: UUID = cast.people["newcomer"]
    copy = ""
    for module in parts.get(Registry).personal_data:
        copy += str(await module.collect(session, parts, person_id))
    assert copy.count(CANARY) >= 2, "the ticket's words, and the rating's"
    for module in reversed(parts.get(Registry).personal_data):
        await module.erase(session, person_id, utc_now())
    await session.commit()
    for table in ("ticket_ratings", "workflow_steps", "tickets", "content_checks"):
        rows = text(f"SELECT count(*) FROM {table} t WHERE to_jsonb(t)::text LIKE :it")
        assert await session.scalar(rows, {"it": f"%{CANARY}%"}) == 0, table
