"""Where articles are found, what finds nothing, and who says which words mean the same."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.privacy.expiring import expire
from shequ_api.features.knowledge_search.models import SearchMiss
from shequ_api.features.knowledge_search.rules import bit_of
from shequ_api.kit.clock import china_date, utc_now
from tests.cast import NEIGHBOUR
from tests.features.knowledge_search.desk import Desk


async def test_what_stands_above_a_place_is_found_there_and_what_stands_beside_is_not(
    desk: Desk,
) -> None:
    offices = {
        "community_worker": "本社区停水通知",
        "subdistrict_administrator": "街道停水通知",
        "district_administrator": "全区停水通知",
        "city_administrator": "全市停水通知",
        "far_community_worker": "别处停水通知",
    }
    for office, question in offices.items():
        await desk.published(office, question=question)
    here = {"本社区停水通知", "街道停水通知", "全区停水通知", "全市停水通知"}
    assert set(await desk.found("停水")) == here
    far = await desk.found("停水", place_id=str(desk.cast.places[NEIGHBOUR]))
    assert set(far) == {"别处停水通知", "全区停水通知", "全市停水通知"}
    above = await desk.got("GET", f"/knowledge-articles?place_id={desk.place_id}", by="newcomer")
    assert {each["question"] for each in above["items"]} == here
    body = {"place_id": desk.place_id.replace("0", "1"), "text": "停水"}
    unknown = await desk.send("POST", "/knowledge-searches", body, by="resident")
    assert unknown.json()["code"] == "knowledge_place_unknown"


async def test_only_what_is_published_is_found_in_its_last_words(desk: Desk) -> None:
    drafted = await desk.written(question="停水怎么办")
    assert await desk.found("停水") == []
    path = f"/knowledge-articles/{drafted['id']}"
    await desk.got("POST", f"{path}/publication")
    assert await desk.found("停水") == ["停水怎么办"]
    words = {key: drafted[key] for key in ("body", "topic", "source_name", "review_on")}
    match = {"If-Match": '"v2"'}
    await desk.got("PUT", path, {**words, "question": "没有气怎么办"}, **match)
    assert (await desk.found("停水"), await desk.found("没有气")) == ([], ["没有气怎么办"])
    await desk.got("POST", f"{path}/withdrawal")
    assert await desk.found("meiyouqi") == []


async def test_what_finds_nothing_is_counted_without_who_asked(
    desk: Desk, session: AsyncSession
) -> None:
    by = "district_administrator"
    three = [desk.cast.people[who] for who in ("resident", "newcomer", "same_building")]
    # Words for which the three have a bit each.
    stall, noise = (
        next(f"{word}{n}" for n in range(99) if len({bit_of(p, f"{word}{n}") for p in three}) == 3)
        for word in ("路边摊", "3栋#噪音")
    )
    for who in ("resident", "resident", "resident", "newcomer"):
        for said in (stall, f"{stall} ", "13900000001", noise.replace("#", "201")):
            assert await desk.found(said, by=who) == []
    assert (await desk.got("GET", "/knowledge-search-misses", by=by))["items"] == [], "of two"
    for said in (stall, noise.replace("#", "305")):
        assert await desk.found(said, by="same_building") == []
    listed = await desk.got("GET", "/knowledge-search-misses", by=by)
    told = [(each["words"], each["times"]) for each in listed["items"]]
    assert told == [(stall, 9), (noise, 5)]
    [one] = {
        (row.seen.bit_count(), row.askers) for row in await session.scalars(select(SearchMiss))
    }
    assert one == (3, 3)
    beyond = await desk.send("GET", "/knowledge-search-misses", by="community_worker")
    assert beyond.status_code == 403
    long_ago = china_date(utc_now() - timedelta(days=200))
    await session.execute(update(SearchMiss).values(last_on=long_ago))
    await expire(session, utc_now())
    assert (await session.scalars(select(SearchMiss))).all() == []


async def test_words_mean_the_same_where_the_office_says_so(desk: Desk) -> None:
    await desk.published(question="养狗登记")
    assert await desk.found("犬") == []
    by = "district_administrator"
    group = await desk.got("POST", "/synonym-groups", {"words": ["狗", " 犬 ", "犬"]}, by=by)
    assert group["words"] == ["狗", "犬"]
    assert await desk.found("犬") == ["养狗登记"]
    path, match = f"/synonym-groups/{group['id']}", {"If-Match": '"v1"'}
    blind = await desk.send("PUT", path, {"words": ["狗", "汪"]}, by=by)
    assert blind.status_code == 428
    changed = await desk.got("PUT", path, {"words": ["狗", "汪"]}, by=by, **match)
    assert (await desk.found("犬"), await desk.found("汪")) == ([], ["养狗登记"])
    listed = await desk.got("GET", "/synonym-groups", by=by)
    assert listed["items"] == [changed]
    stale = await desk.send("DELETE", path, by=by, **match)
    assert stale.status_code == 412
    await desk.got("DELETE", path, by=by, **{"If-Match": '"v2"'})
    assert await desk.found("汪") == []


@pytest.mark.parametrize("word", ["wi-fi", "居住 证", "ETC卡", "社保，", "㍿㍿㍿"])
async def test_words_that_could_never_be_met_are_refused(desk: Desk, word: str) -> None:
    body = {"words": ["无线网", word]}
    refused = await desk.send("POST", "/synonym-groups", body, by="city_administrator")
    assert (refused.status_code, refused.json()["code"]) == (422, "synonym_unfit")
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/words/1"]


async def test_words_that_are_one_are_no_group(desk: Desk) -> None:
    by = "city_administrator"
    alike = await desk.send("POST", "/synonym-groups", {"words": ["ＡＢ", "ab"]}, by=by)
    assert (alike.status_code, alike.json()["code"]) == (422, "synonyms_alike")
