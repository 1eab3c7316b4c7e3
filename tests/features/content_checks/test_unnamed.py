"""What is written without a name is judged without asking the platform; its author is told and may
appeal, and no row names them beside it."""

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
from tests.features.content_checks.test_checks import BAD, ask, check_of
from tests.features.ticket_talk.talking import Talk
from tests.features.tickets.slips import photo_of
from tests.features.tickets.test_anonymous import rows_naming
from tests.serving import Hand

HIDDEN, APPEAL = "代开发票", {"reason": "说的是墙上的小广告"}


@pytest.fixture
async def words(client: AsyncClient, cast: Cast) -> None:
    """The district keeps words."""
    body = {"words": [HIDDEN], "verdict": "risky"}
    headers = await cast.headers("district_administrator")
    added = await client.post("/api/v1/sensitive-words", json=body, headers=headers)
    assert added.status_code == 201, added.text


async def told(client: AsyncClient, cast: Cast, by: str) -> list[dict[str, Any]]:
    path = "/api/v1/me/messages?kind=anonymous_content_news"
    found: list[dict[str, Any]] = (await client.get(path, headers=await cast.headers(by))).json()[
        "items"
    ]
    return found


@pytest.mark.usefixtures("on_wechat")
async def test_the_platform_never_hears_who_reports(
    talk: Talk, client: AsyncClient, cast: Cast, session: AsyncSession, hand: Hand, work: Work
) -> None:
    paths = ("/wxa/msg_sec_check", "/wxa/media_check_async")
    before = [await hand.calls(path) for path in paths]
    photo = await photo_of(client, await cast.headers("resident"), "olive", anonymous=True)
    ticket = await talk.handled(anonymous=True, photo_ids=[photo])
    said = await talk.says("resident", ticket, BAD)
    await work()
    assert [await hand.calls(path) for path in paths] == before
    for content in (ticket, said):
        check = await check_of(session, content["id"])
        assert (check.state, check.reasons) == ("review", ["not_checkable"])
        assert (check.author_id, check.author_index is not None) == (None, True)


@pytest.mark.usefixtures("on_wechat", "words")
async def test_where_the_place_keeps_words_they_judge_texts_and_people_pictures(
    talk: Talk, client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    plain = await talk.handled(anonymous=True)
    bad = await talk.says("resident", plain, f"楼下{HIDDEN}")
    photo = await photo_of(client, await cast.headers("resident"), "olive", anonymous=True)
    shown = await talk.file(anonymous=True, photo_ids=[photo])
    await work()
    found = [(await check_of(session, each["id"])).state for each in (plain, bad, shown)]
    assert found == ["pass", "risky", "review"]


@pytest.mark.usefixtures("words")
async def test_the_author_is_told_and_appeals_unsigned(
    talk: Talk, client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    ticket = await talk.handled(anonymous=True)
    said = await talk.says("resident", ticket, f"楼下{HIDDEN}")
    await work()
    [news] = await told(client, cast, "resident")
    assert (news["operation"], news["times"]) == ("list_my_content_checks", 1)
    mine = (await ask_mine(client, cast, "resident"))["items"]
    assert {line["subject_id"] for line in mine} == {ticket["id"], said["id"]}
    check = str((await check_of(session, said["id"])).id)
    seen = await ask(client, cast, "resident", f"/{check}")
    assert (seen["mine"], seen["state"], seen["reasons"]) == (True, "risky", ["含有需要审核的词语"])
    for other in ("same_building", "same_compound"):
        assert (await ask(client, cast, other, f"/{check}"))["status_code"] == 404
        assert not (await ask_mine(client, cast, other))["items"]
    refused = await ask(client, cast, "community_worker", f"/{check}/appeal", APPEAL)
    assert (refused["status_code"], refused["code"]) == (403, "not_your_content")
    appealed = await ask(client, cast, "resident", f"/{check}/appeal", APPEAL)
    assert (appealed["status_code"], appealed["appealed"]) == (200, True)
    judged = await ask(client, cast, "community_worker", f"/{check}")
    assert (judged["mine"], judged["appeal"]) == (False, APPEAL["reason"])
    yes = {"passed": True, "note": "复核后公开"}
    done = await ask(client, cast, "community_worker", f"/{check}/decision", yes)
    assert (done["status_code"], done["state"]) == (200, "pass")
    await work()
    assert [each["times"] for each in await told(client, cast, "resident")] == [2]
    names = {str(cast.people["resident"])}
    for needle in (check, said["id"], ticket["id"]):
        rows = await rows_naming(session, needle)
        assert rows
        assert not [row for row in rows if any(name in row[1] for name in names)]


async def ask_mine(client: AsyncClient, cast: Cast, by: str) -> dict[str, Any]:
    answer = await client.get("/api/v1/me/content-checks", headers=await cast.headers(by))
    found: dict[str, Any] = answer.json()
    return found


async def test_staff_who_wrote_without_a_name_do_not_judge_that(
    talk: Talk, client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    ticket = await talk.file(by="community_worker", anonymous=True)
    await work()
    check = await check_of(session, ticket["id"])
    decision = {"passed": True, "note": "自己的"}
    own = await ask(client, cast, "community_worker", f"/{check.id}/decision", decision)
    assert (own["status_code"], own["code"]) == (403, "own_content")


@pytest.mark.usefixtures("words")
async def test_it_goes_along_with_the_person(
    talk: Talk, client: AsyncClient, cast: Cast, session: AsyncSession, work: Work, parts: Parts
) -> None:
    ticket = await talk.file(by="newcomer", anonymous=True, text=f"楼下{HIDDEN}")
    await work()
    check = await check_of(session, ticket["id"])
    await ask(client, cast, "newcomer", f"/{check.id}/appeal", APPEAL)
    session.expire_all()
    newcomer, resident = cast.people["newcomer"], cast.people["resident"]
    copy = [
        await module.collect(session, parts, newcomer)
        for module in parts.get(Registry).personal_data
    ]
    assert APPEAL["reason"] in str(copy)
    for module in parts.get(Registry).personal_data:
        await module.merge(session, resident, newcomer, utc_now())
    await session.commit()
    seen = await ask(client, cast, "resident", f"/{check.id}")
    assert seen["mine"] is True
    await _erase(session, parts, resident)
    assert (await check_of(session, ticket["id"])).appeal == "（已注销）"
    left = text("SELECT count(*) FROM content_checks WHERE appeal = :said")
    assert await session.scalar(left, {"said": APPEAL["reason"]}) == 0


async def _erase(session: AsyncSession, parts: Parts, person_id: UUID) -> None:
    for module in reversed(parts.get(Registry).personal_data):
        await module.erase(session, person_id, utc_now())
    await session.commit()
