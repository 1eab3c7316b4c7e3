"""After the delivery: what members think of it, what it all comes to, and what is kept of whom."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.need_pools import personal as in_pools
from shequ_api.features.need_ratings import personal as in_ratings
from shequ_api.features.need_ratings.models import NeedPoolRating
from shequ_api.features.needs import personal as in_needs
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.clocks import Work
from tests.features.need_pools.circle import Circle, in_days

LONG = timedelta(days=17)


async def rated(circle: Circle, pool: Any, by: str = "resident", **said: Any) -> Any:
    return await circle.got("PUT", f"/need-pools/{pool['id']}/my-rating", said, by=by)


async def not_rated(circle: Circle, pool: Any, by: str = "resident", score: int = 5) -> Any:
    path = f"/need-pools/{pool['id']}/my-rating"
    return await circle.refused("PUT", path, {"score": score}, by=by)


async def test_members_rate_once_and_may_think_otherwise(circle: Circle) -> None:
    pool = await circle.delivered()
    first = await rated(circle, pool, score=4, comment="师傅很细心")
    await rated(circle, pool, by="same_building", score=2)
    shown = await circle.shown(pool)
    assert (shown["ratings"], shown["average_score"]) == (2, 3.0)
    second = await rated(circle, pool, score=5, comment="其实很好")
    assert second["id"] == first["id"]
    assert (await circle.shown(pool))["average_score"] == 3.5
    path = f"/need-pools/{pool['id']}/ratings"
    listed = (await circle.got("GET", path, by="newcomer"))["items"]
    assert [(each["score"], each["comment"]) for each in listed] == [(2, None), (5, None)]
    await circle.passed(second["id"])
    listed = (await circle.got("GET", path, by="newcomer"))["items"]
    assert listed[1]["comment"] == "其实很好" and "person" not in str(listed)
    mine = await circle.got("GET", f"/need-pools/{pool['id']}/my-rating")
    assert mine["comment"] == "其实很好"
    absent = await circle.send("GET", f"/need-pools/{pool['id']}/my-rating", by="newcomer")
    assert absent.status_code == 404


async def test_only_who_took_part_and_only_in_time(
    circle: Circle, session: AsyncSession, work: Work
) -> None:
    open_one, pool = await circle.full_of_two(), await circle.delivered()
    assert await not_rated(circle, open_one) == "need_pool_not_delivered"
    assert await not_rated(circle, pool, by="same_compound") == "not_of_need_pool"
    await rated(circle, pool, score=4)
    early = update(NeedPoolRating).values(rated_at=NeedPoolRating.rated_at - LONG)
    await session.execute(early)
    assert await not_rated(circle, pool, score=1) == "need_pool_rating_fixed"
    await rated(circle, pool, score=4)
    await circle.turned(pool, delivered_at=utc_now() - LONG)
    assert await not_rated(circle, pool, by="same_building") == "need_pool_rating_closed"
    await work("need_pools.finish")
    assert (await circle.shown(pool))["state"] == "done"


async def test_a_low_one_is_a_matter_of_the_staff(circle: Circle, work: Work) -> None:
    pool = await circle.delivered()
    await rated(circle, pool, score=3)
    await work()
    assert "need_pool_rated_low" not in await circle.open_matters()
    await rated(circle, pool, score=2)
    await work()
    assert "need_pool_rated_low" in await circle.open_matters()


async def test_what_it_all_comes_to(circle: Circle) -> None:
    path = f"/need-statistics?first_day={in_days(0)}&last_day={in_days(0)}"
    worker = {"by": "community_worker"}
    assert await circle.got("GET", path, **worker) == {"by_category": [], "by_community": []}
    pool = await circle.delivered()
    await rated(circle, pool, score=4)
    await circle.need("same_compound")
    await circle.need("same_compound", category_code="care")
    await circle.pool(category_code="course")
    counted = await circle.got("GET", path, **worker)
    repair, care, course = counted["by_category"]
    assert (repair["key"], repair["needs"], repair["pools"]) == ("repair", 3, 1)
    assert (repair["pooled_share"], repair["average_score"]) == (0.6667, 4.0)
    assert (care["pooled_share"], care["settled_share"]) == (0.0, 0.0)
    assert (care["average_score"], care["pools"]) == (None, 0)
    assert (course["pooled_share"], course["settled_share"]) == (None, None)
    [community] = counted["by_community"]
    assert (community["key"], community["needs"]) == (circle.place(), 4)
    far = await circle.got("GET", path, by="far_community_worker")
    assert far == {"by_category": [], "by_community": []}
    wrong_days = [(in_days(1), in_days(0)), (in_days(-366), in_days(0))]
    for first, last in (*wrong_days, ("0001-01-01", "0001-01-02"), ("9999-12-31", "9999-12-31")):
        wrong = f"/need-statistics?first_day={first}&last_day={last}"
        assert await circle.refused("GET", wrong, **worker) == "need_statistics_days_unfit"


async def test_who_is_forgotten_is_in_no_open_pool(circle: Circle, session: AsyncSession) -> None:
    person = circle.cast.people["resident"]
    need = await circle.need(text="只有我知道的话", shared=True)
    waiting = await circle.need()
    unmet, met = await circle.pool(), await circle.delivered()
    await circle.gathered(unmet, need)
    await rated(circle, met, score=1, comment="不好")
    for module in (in_ratings, in_needs, in_pools):
        await module.erase(session, person, utc_now())
    await session.commit()
    assert (await circle.shown(unmet, "same_building"))["members"] == 0
    shown = await circle.shown(met, "same_building")
    assert (shown["members"], shown["ratings"], shown["average_score"]) == (2, 1, 1.0)
    for each in (need, waiting):
        assert await circle.state_of(each, "community_worker") == "withdrawn"
    listed = await circle.got("GET", "/needs?state=withdrawn", by="community_worker")
    assert "只有我知道" not in str(listed)


async def test_a_closed_pool_that_somebody_forgotten_leaves_too_small_lapses(
    circle: Circle, session: AsyncSession
) -> None:
    pool = await circle.full_of_two()
    await circle.step(pool, "closing")
    await in_pools.erase(session, circle.cast.people["resident"], utc_now())
    await session.commit()
    shown = await circle.shown(pool, "same_building")
    assert (shown["state"], shown["members"]) == ("lapsed", 1)
    [mine] = (await circle.got("GET", "/me/needs", by="same_building"))["items"]
    assert mine["state"] == "waiting"


async def test_two_accounts_of_one_have_one_place_and_one_rating(
    circle: Circle, session: AsyncSession, parts: Parts
) -> None:
    kept, merged = (circle.cast.people[key] for key in ("resident", "same_building"))
    met, unmet = await circle.delivered(), await circle.full_of_two()
    await rated(circle, met, score=5)
    await rated(circle, met, by="same_building", score=1)
    for module in (in_pools, in_needs, in_ratings):
        for _ in range(2):
            await module.merge(session, kept, merged, utc_now())
    await session.commit()
    shown = await circle.shown(met)
    assert (shown["members"], shown["ratings"], shown["average_score"]) == (1, 1, 5.0)
    assert (await circle.shown(unmet))["members"] == 1
    mine = (await circle.got("GET", "/me/needs"))["items"]
    assert sorted(each["state"] for each in mine) == ["pooled", "settled", "settled", "waiting"]
    collected: dict[str, Any] = {}
    for module in (in_pools, in_needs, in_ratings):
        collected |= await module.collect(session, parts, kept)
    assert len(collected["点单"]) == 4 and len(collected["统单评价"]) == 1
    assert len(collected["参加的统单"]) == 4


async def test_the_staff_find_what_they_did(
    circle: Circle, session: AsyncSession, parts: Parts
) -> None:
    await circle.gathered(await circle.pool(), await circle.need())
    mine = await in_pools.collect(session, parts, circle.cast.people["community_worker"])
    assert [len(mine[of]) for of in ("发起的统单", "汇集的点单", "参加的统单")] == [1, 1, 0]
