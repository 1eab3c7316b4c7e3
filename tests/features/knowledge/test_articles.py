"""Articles are written, published, changed by edition, looked at again, and rated."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.features.knowledge.models import (
    KnowledgeArticle,
    KnowledgeFeedback,
    KnowledgeTerm,
)
from shequ_api.features.knowledge.personal import collect, erase, merge
from shequ_api.features.knowledge.queries import places_over, readable_lines
from shequ_api.features.knowledge.rules import MOST_ASKED, MOST_OF_BODY
from shequ_api.kit.chinese import LONGEST_LATIN
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.http.parts import Parts
from tests.features.knowledge_search.desk import Desk, draft, in_days
from tests.features.knowledge_search.test_reading import Explained

_CROWD = text("""
    INSERT INTO knowledge_articles
    SELECT (jsonb_populate_record(like_it, jsonb_build_object('id', gen_random_uuid(),
      'published_at', like_it.published_at - random() * interval '300 days'))).*
    FROM knowledge_articles AS like_it, generate_series(1, :many) WHERE like_it.id = :like""")


async def said(desk: Desk, article_id: str, verdict: str, by: str = "resident") -> Any:
    path = f"/knowledge-articles/{article_id}/feedback"
    return await desk.got("PUT", path, {"verdict": verdict}, by=by)


async def test_it_carries_source_owner_and_day_of_review(desk: Desk) -> None:
    article = await desk.published(source_reference="第三条", source_url="https://example.org/a")
    shown = await desk.got("GET", f"/knowledge-articles/{article['id']}", by="newcomer")
    told = ("source_name", "source_reference", "owner_name", "review_on", "state")
    assert [shown[name] for name in told] == [
        "办事指南",
        "第三条",
        "致强社区居委会",
        in_days(90),
        "published",
    ]


async def test_a_draft_is_its_offices(desk: Desk) -> None:
    article = await desk.written()
    path = f"/knowledge-articles/{article['id']}"
    for by, status in {
        "resident": 404,
        "far_community_worker": 404,
        "community_worker": 200,
        "district_administrator": 200,
    }.items():
        assert (await desk.send("GET", path, by=by)).status_code == status
    above = await desk.send("POST", f"{path}/publication", by="district_administrator")
    assert above.status_code == 404
    early = await desk.send("POST", f"{path}/withdrawal")
    assert early.json()["code"] == "knowledge_not_published"
    rated = await desk.send("PUT", f"{path}/feedback", {"verdict": "wrong"})
    assert rated.json()["code"] == "knowledge_not_published"


@pytest.mark.parametrize("days", [0, -1])
async def test_the_day_of_review_lies_ahead(desk: Desk, days: int) -> None:
    answer = await desk.send("POST", "/knowledge-articles", draft(review_on=in_days(days)))
    assert (answer.status_code, answer.json()["code"]) == (422, "knowledge_review_day_passed")


@pytest.mark.parametrize("url", ["http://example.org", "javascript:alert(1)", "https://a b"])
async def test_a_source_is_an_address(desk: Desk, url: str) -> None:
    answer = await desk.send("POST", "/knowledge-articles", draft(source_url=url))
    assert answer.status_code == 422


async def test_other_words_are_another_edition_and_the_former_stay(
    desk: Desk, session: AsyncSession
) -> None:
    article = await desk.published()
    path, match = f"/knowledge-articles/{article['id']}", {"If-Match": f'"v{article["version"]}"'}
    body = draft(body="改了")
    assert (await desk.send("PUT", path, body)).status_code == 428
    changed = await desk.got("PUT", path, body, **match)
    assert (changed["edition"], changed["body"]) == (2, "改了")
    assert (await desk.send("PUT", path, body, **match)).status_code == 412
    later = {"If-Match": f'"v{changed["version"]}"'}
    same = await desk.got("PUT", path, body | {"review_on": in_days(9)}, **later)
    assert (same["edition"], same["review_on"]) == (2, in_days(9))
    editions = await desk.got("GET", f"{path}/editions")
    assert [(each["edition"], each["body"]) for each in editions["items"]] == [
        (2, "改了"),
        (1, article["body"]),
    ]
    told = select(Event.facts).where(Event.name == "knowledge_published")
    assert [facts["edition"] for facts in await session.scalars(told.order_by(Event.id))] == [1, 2]
    with pytest.raises(DBAPIError, match="permission denied"):
        async with session.begin_nested():
            await session.execute(text("UPDATE knowledge_editions SET body = ''"))


async def test_what_is_withdrawn_is_read_no_more_and_may_come_back(desk: Desk) -> None:
    article = await desk.published()
    path = f"/knowledge-articles/{article['id']}"
    for _ in range(2):
        gone = await desk.got("POST", f"{path}/withdrawal")
        assert gone["state"] == "withdrawn"
    assert (await desk.send("GET", path, by="resident")).status_code == 404
    confirmed = await desk.send("PUT", f"{path}/review", {"review_on": in_days(5)})
    assert confirmed.json()["code"] == "knowledge_not_published"
    for _ in range(2):
        await desk.got("POST", f"{path}/publication")
    assert (await desk.send("GET", path, by="resident")).status_code == 200


async def test_what_is_stale_is_listed_until_it_is_confirmed(
    desk: Desk, session: AsyncSession
) -> None:
    article, fresh = await desk.published(), await desk.published(question="别的")
    row = await session.get_one(KnowledgeArticle, UUID(article["id"]))
    row.review_on = china_date(utc_now() - timedelta(days=1))
    await session.flush()
    for by in ("community_worker", "subdistrict_administrator", "city_administrator"):
        listed = await desk.got("GET", "/stale-knowledge-articles", by=by)
        assert [(each["id"], each["stale"]) for each in listed["items"]] == [(article["id"], True)]
    beyond = await desk.got("GET", "/stale-knowledge-articles", by="far_community_worker")
    assert beyond["items"] == []
    read = await desk.got("GET", f"/knowledge-articles?place_id={desk.place_id}", by="resident")
    assert {each["id"] for each in read["items"]} == {article["id"], fresh["id"]}
    path = f"/knowledge-articles/{article['id']}/review"
    await desk.got("PUT", path, {"review_on": in_days(1)})
    assert (await desk.got("GET", "/stale-knowledge-articles"))["items"] == []


async def test_lists_are_by_topic_and_by_state(desk: Desk) -> None:
    article, drafted = await desk.published(topic="社保"), await desk.written(topic="社保")
    where = f"/knowledge-articles?place_id={desk.place_id}&topic="
    got = {topic: (await desk.got("GET", where + topic))["items"] for topic in ("社保", "医保")}
    assert ([each["id"] for each in got["社保"]], got["医保"]) == ([article["id"]], [])
    kept = await desk.got("GET", "/kept-knowledge-articles?state=draft")
    assert [each["id"] for each in kept["items"]] == [drafted["id"]]


async def test_each_has_one_word_on_an_edition(desk: Desk, session: AsyncSession) -> None:
    article = await desk.published()
    for by, verdict in (
        ("resident", "wrong"),
        ("resident", "helpful"),
        ("resident", "helpful"),
        ("far_resident", "wrong"),
    ):
        assert (await said(desk, article["id"], verdict, by))["my_verdict"] == verdict
    [line] = (await desk.got("GET", "/kept-knowledge-articles"))["items"]
    assert (line["helpful"], line["not_helpful"], line["wrong"]) == (1, 0, 1)
    told = select(Event.facts).where(Event.name == "knowledge_rated")
    facts = (await session.scalars(told)).all()
    assert len(facts) == 3
    assert str(desk.cast.people["resident"]) not in str(facts)
    path, match = f"/knowledge-articles/{article['id']}", {"If-Match": '"v2"'}
    await desk.got("PUT", path, draft(body="改了"), **match)
    [line] = (await desk.got("GET", "/kept-knowledge-articles"))["items"]
    assert (line["helpful"], line["wrong"]) == (0, 0)


async def test_a_word_is_on_the_edition_that_was_read(desk: Desk) -> None:
    article = await desk.published()
    path = f"/knowledge-articles/{article['id']}"
    await desk.got("PUT", path, draft(body="改了"), **{"If-Match": '"v2"'})
    late = {"verdict": "wrong", "edition": 1}
    shown = await desk.got("PUT", f"{path}/feedback", late, by="resident")
    assert (shown["edition"], shown["my_verdict"], shown["my_verdict_edition"]) == (2, "wrong", 1)
    [line] = (await desk.got("GET", "/kept-knowledge-articles"))["items"]
    assert line["wrong"] == 0, "not of what stands now"
    shown = await said(desk, article["id"], "helpful")
    assert (shown["my_verdict"], shown["my_verdict_edition"]) == ("helpful", 2)
    unknown = await desk.send("PUT", f"{path}/feedback", late | {"edition": 3}, by="resident")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "knowledge_edition_unknown")


async def test_what_holds_is_the_edition_that_was_looked_at(
    desk: Desk, session: AsyncSession
) -> None:
    article = await desk.published()
    path = f"/knowledge-articles/{article['id']}"
    assert (article["reviewed_edition"], article["reviewed_at"]) == (None, None)
    await desk.got("PUT", path, draft(body="改了"), **{"If-Match": '"v2"'})
    seen = {"review_on": in_days(300), "edition": 1}
    overtaken = await desk.send("PUT", f"{path}/review", seen)
    assert (overtaken.status_code, overtaken.json()["code"]) == (409, "knowledge_changed")
    shown = await desk.got("PUT", f"{path}/review", seen | {"edition": 2})
    assert (shown["reviewed_edition"], shown["review_on"]) == (2, in_days(300))
    row = await session.get_one(KnowledgeArticle, UUID(article["id"]))
    assert row.reviewed_by_id == desk.cast.people["community_worker"]


async def test_the_longest_article_is_published_and_found(
    desk: Desk, session: AsyncSession
) -> None:
    signs = "".join(chr(0x4E00 + n) for n in range(5100))
    latin = "".join(f"{n:x}" for n in range(900, 3000))
    longest: dict[str, Any] = {
        "question": latin[:100],
        "alternatives": [signs[n * 100 : n * 100 + 100] for n in range(20)],
        "topic": signs[-20:],
        "body": latin[:2500] + signs[2500:5000],
    }
    article = await desk.published(**longest)
    of_it = select(KnowledgeTerm).where(KnowledgeTerm.article_id == UUID(article["id"]))
    terms = [each.term for each in (await session.scalars(of_it)).all()]
    assert len(terms) <= MOST_ASKED + MOST_OF_BODY
    assert max(map(len, terms)) <= LONGEST_LATIN + 1
    for typed in (latin[:100], signs[:30], signs[2600:2610]):
        assert await desk.found(typed) == [longest["question"]]


async def test_the_list_goes_on_over_all_places_in_one_order(
    desk: Desk, session: AsyncSession
) -> None:
    offices = ("community_worker", "city_administrator", "subdistrict_administrator")
    made = [
        (await desk.published(by, topic="甲" * (n % 2 + 1)))["id"]
        for n, by in enumerate(offices * 2)
    ]
    where = f"/knowledge-articles?place_id={desk.place_id}&limit=2"
    for topic, wanted in (("", made), ("&topic=甲", made[::2])):
        path, found, more = f"{where}{topic}", list[str](), ""
        for _ in range(0, len(wanted), 2):
            page = await desk.got("GET", path + more, by="resident")
            found += [each["id"] for each in page["items"]]
            more = f"&cursor={page['next_cursor']}"
        assert page["next_cursor"] is None
        assert found == wanted[::-1]
    await session.execute(_CROWD, {"like": made[0], "many": 3000})
    places = await places_over(session, UUID(desk.place_id))
    indexes = {"place_id_page", "place_id_topic_page"}
    for about in (None, "甲"):
        lines, order = readable_lines(places, about, after=None, most=21)
        newest = lines.order_by(*(each.desc() for each in order)).limit(21)
        plan = "\n".join(await session.scalars(Explained(newest)))
        assert set(re.findall(r"ix_knowledge_articles_(\w+)", plan)) <= indexes
        read = re.findall(r"rows=(\d+)\.?\d* loops=1", plan)
        assert max(int(each) for each in read) <= 21 * len(places), plan


async def test_what_a_person_said_is_collected_merged_and_erased(
    desk: Desk, session: AsyncSession, parts: Parts
) -> None:
    article = await desk.published()
    kept, merged = (desk.cast.people[who] for who in ("resident", "newcomer"))
    await said(desk, article["id"], "helpful")
    await said(desk, article["id"], "wrong", "newcomer")
    for _ in range(2):
        await merge(session, kept, merged, utc_now())
    assert [each["评价"] for each in (await collect(session, parts, kept))["知识评价"]] == [
        "helpful"
    ]
    writer = await collect(session, parts, desk.cast.people["community_worker"])
    assert [each["版本"] for each in writer["编写的知识"]] == [1]
    await erase(session, kept, utc_now())
    assert (await session.scalars(select(KnowledgeFeedback))).all() == []


async def test_it_is_written_by_whoever_holds_such_an_office(desk: Desk) -> None:
    for by in ("resident", "partner", "auditor"):
        assert (await desk.send("POST", "/knowledge-articles", draft(), by=by)).status_code == 403
