"""What residents write is judged by the platform, by the place's words, or by people; never by
nobody."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.worker import Worker
from shequ_api.features.content_checks.models import ContentCheck
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.clocks import Work
from tests.features.ticket_talk.talking import Talk
from tests.serving import Hand

CHECKS = "/api/v1/content-checks"
BAD, DOUBTFUL = "这里有违规样例", "这里有可疑样例"


async def check_of(session: AsyncSession, content_id: str) -> ContentCheck:
    found = select(ContentCheck).where(ContentCheck.subject_id == UUID(content_id))
    return (await session.scalars(found.execution_options(populate_existing=True))).one()


async def state_of(session: AsyncSession, content_id: str) -> str:
    return (await check_of(session, content_id)).state


async def ask(
    client: AsyncClient, cast: Cast, by: str, path: str, body: Any = None
) -> dict[str, Any]:
    headers = await cast.headers(by)
    method = "GET" if body is None else "PUT"
    answer = await client.request(method, f"{CHECKS}{path}", json=body, headers=headers)
    found: dict[str, Any] = answer.json() | {"status_code": answer.status_code}
    return found


@pytest.mark.usefixtures("on_wechat")
async def test_the_platform_judges_and_what_is_risky_is_hidden_from_all_but_its_author(
    talk: Talk, client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    ticket = await talk.handled()
    fine = await talk.says("resident", ticket, "今天有人来看过吗")
    bad = await talk.says("resident", ticket, BAD)
    assert (fine["check"], bad["check"]) == ("pending", "pending")
    await work()
    assert await state_of(session, ticket["id"]) == "pass"
    mine = {each["id"]: each for each in await talk.reads("resident", ticket)}
    theirs = {each["id"]: each for each in await talk.reads("micro_grid_worker", ticket)}
    assert (mine[fine["id"]]["check"], mine[bad["id"]]["check"]) == ("pass", "risky")
    assert (mine[bad["id"]]["text"], theirs[bad["id"]]["text"]) == (BAD, None)
    told = await client.get(
        "/api/v1/me/messages?kind=content_hidden", headers=await cast.headers("resident")
    )
    [message] = told.json()["items"]
    seen = await ask(client, cast, "resident", f"/{message['about_id']}")
    assert (seen["state"], seen["label"], seen["mine"]) == ("risky", 20006, True)
    assert seen["reasons"] == ["平台判断内容可能违规"]
    assert (await ask(client, cast, "same_building", f"/{seen['id']}"))["status_code"] == 404


@pytest.mark.usefixtures("on_wechat")
async def test_what_is_in_doubt_waits_for_people_who_judge_others(
    talk: Talk, client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    ticket = await talk.handled()
    said = await talk.says("resident", ticket, DOUBTFUL)
    await work()
    check = str((await check_of(session, said["id"])).id)
    queue = await ask(client, cast, "community_worker", "")
    assert check in [each["id"] for each in queue["items"]]
    decision = {"passed": True, "note": "只是说明情况"}
    away = await ask(client, cast, "far_community_worker", f"/{check}/decision", decision)
    assert away["status_code"] == 404
    resident = await ask(client, cast, "resident", f"/{check}/decision", decision)
    assert (resident["status_code"], resident["code"]) == (403, "permission_missing")
    done = await ask(client, cast, "community_worker", f"/{check}/decision", decision)
    assert (done["state"], done["text"]) == ("pass", DOUBTFUL)
    again = await ask(client, cast, "community_worker", f"/{check}/decision", decision)
    assert (again["status_code"], again["code"]) == (409, "content_already_judged")


@pytest.mark.usefixtures("on_wechat")
async def test_an_appeal_is_judged_by_another(
    talk: Talk, client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    ticket = await talk.handled()
    said = await talk.says("resident", ticket, DOUBTFUL)
    await work()
    check = str((await check_of(session, said["id"])).id)
    no = {"passed": False, "note": "含有违规内容"}
    await ask(client, cast, "community_worker", f"/{check}/decision", no)
    assert await state_of(session, said["id"]) == "risky"
    other = await ask(client, cast, "community_worker", f"/{check}/appeal", {"reason": "我替他"})
    assert (other["status_code"], other["code"]) == (403, "not_your_content")
    reason = {"reason": "说的是楼下招牌上的字"}
    for _ in range(2):
        asked = await ask(client, cast, "resident", f"/{check}/appeal", reason)
        assert (asked["status_code"], asked["appealed"]) == (200, True)
    twice = await ask(client, cast, "resident", f"/{check}/appeal", {"reason": "再说一次"})
    assert twice["code"] == "nothing_to_appeal"
    yes = {"passed": True, "note": "复核后公开"}
    same = await ask(client, cast, "community_worker", f"/{check}/decision", yes)
    assert (same["status_code"], same["code"]) == (403, "own_decision")
    done = await ask(client, cast, "district_administrator", f"/{check}/decision", yes)
    assert (done["state"], done["appeal_note"], done["appealed"]) == ("pass", "复核后公开", False)


async def test_nobody_judges_their_own(
    talk: Talk, client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    ticket = await talk.file(by="community_worker")
    await work()
    check = await check_of(session, ticket["id"])
    assert (check.state, check.reasons) == ("review", ["not_checkable"])
    decision = {"passed": True, "note": "自己的"}
    own = await ask(client, cast, "community_worker", f"/{check.id}/decision", decision)
    assert (own["status_code"], own["code"]) == (403, "own_content")


async def test_without_the_platform_the_places_words_and_people_judge(
    talk: Talk, client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    headers = await cast.headers("district_administrator")
    path, body = "/api/v1/sensitive-words", {"words": ["代开发票", "办 证"], "verdict": "risky"}
    added = await client.post(path, json=body, headers=headers)
    assert added.status_code == 201, added.text
    ticket = await talk.handled()
    said = await talk.says("resident", ticket, "代 开-发 票，电话在墙上")
    plain = await talk.says("resident", ticket, "楼道灯不亮")
    staff = await talk.says("micro_grid_worker", ticket, "墙上的办证广告已清理", public=True)
    reply = await talk.says("micro_grid_worker", ticket, "今天已清运", public=True)
    await work()
    states = {each["id"]: each["check"] for each in await talk.reads("resident", ticket)}
    assert states == {
        said["id"]: "risky",
        plain["id"]: "review",
        staff["id"]: "risky",
        reply["id"]: "pass",
    }
    # A word that is taken off is searched for no more.
    [word] = [each for each in added.json()["items"] if each["word"] == "代开发票"]
    gone = await client.post(f"{path}/{word['id']}/removal", headers=headers)
    assert gone.status_code == 200
    later = await talk.says("resident", ticket, "代开发票")
    await work()
    assert await state_of(session, later["id"]) == "review"
    listed = (await client.get(path, headers=headers)).json()["items"]
    assert [each["word"] for each in listed] == ["办 证"]


@pytest.mark.parametrize(
    ("by", "words", "code"),
    [
        ("district_administrator", ["票"], "sensitive_word_unfit"),
        ("district_administrator", ["。。。"], "sensitive_word_unfit"),
    ],
)
async def test_words_that_are_in_everything_are_refused(
    client: AsyncClient, cast: Cast, by: str, words: list[str], code: str
) -> None:
    body, headers = {"words": words}, await cast.headers(by)
    answer = await client.post("/api/v1/sensitive-words", json=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.usefixtures("on_wechat")
@pytest.mark.parametrize("mishap", [{"kind": "errcode", "errcode": 45009}, {"kind": "garbage"}])
async def test_a_platform_that_is_away_never_lets_pass(
    talk: Talk,
    session: AsyncSession,
    work: Work,
    hand: Hand,
    parts: Parts,
    mishap: dict[str, Any],
) -> None:
    ticket = await talk.handled()
    await work()
    said = await talk.says("resident", ticket, "路灯不亮")
    await hand.mishap(**mishap, path="/wxa/msg_sec_check", times=100)
    try:
        at = utc_now()
        for hours in range(5):
            assert await state_of(session, said["id"]) == ("pending" if hours < 4 else "review")
            await parts.get(Worker).drain(at + timedelta(hours=hours))
    finally:
        await hand.clear_mishaps()
    check = await check_of(session, said["id"])
    assert (check.state, check.reasons) == ("review", ["unreachable"])


@pytest.mark.usefixtures("on_wechat")
async def test_a_platform_that_comes_back_is_asked_again(
    talk: Talk, session: AsyncSession, hand: Hand, parts: Parts
) -> None:
    ticket = await talk.handled()
    said = await talk.says("resident", ticket, "路灯不亮")
    await hand.mishap("errcode", errcode=45009, path="/wxa/msg_sec_check", times=2)
    await parts.get(Worker).drain(utc_now())
    assert await state_of(session, said["id"]) == "pending"
    await parts.get(Worker).drain(utc_now() + timedelta(minutes=2))
    assert await state_of(session, said["id"]) == "pass"
