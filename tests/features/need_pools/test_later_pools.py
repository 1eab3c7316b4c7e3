"""What else becomes of pools."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.features.need_pools.service.ending import end_gathering
from shequ_api.kit.clock import utc_now
from tests.clocks import Work
from tests.features.need_pools.circle import AGO, Circle, in_days


async def test_staff_see_their_pools_by_deadline_and_who_is_in_them(circle: Circle) -> None:
    later, sooner = await circle.pool(closes_on=in_days(9)), await circle.pool(closes_on=in_days(3))
    worker = {"by": "community_worker"}
    listed = await circle.got("GET", "/need-pool-work?state=gathering", **worker)
    assert [each["id"] for each in listed["items"]] == [sooner["id"], later["id"]]
    assert (await circle.got("GET", "/need-pool-work?state=closed", **worker))["items"] == []
    need = await circle.need()
    await circle.gathered(sooner, need)
    await circle.joined(sooner, "same_building")
    path = f"/need-pools/{sooner['id']}/members"
    inside = (await circle.got("GET", path, **worker))["items"]
    assert [(each["person_name"], each["gathered"]) for each in inside] == [
        ("乙居民", False),
        ("甲居民", True),
    ]
    seen = {"resident": 404, "far_community_worker": 404, "partner": 403}
    assert {by: (await circle.send("GET", path, by=by)).status_code for by in seen} == seen
    offered = await circle.got("GET", f"/need-pools?place_id={circle.place()}")
    assert [each["id"] for each in offered["items"]] == [sooner["id"], later["id"]]
    assert (await circle.got("GET", "/need-pools", by="newcomer"))["items"] == []
    scanned = await circle.got("GET", f"/places/{circle.place()}/five-codes", by="newcomer")
    cards = [card for head in scanned["heads"] for card in head["cards"]]
    [card] = [card for card in cards if card["key"] == "need_pools.open"]
    assert card["facts"] == {"pool_id": sooner["id"], "count": 2, "members": 2}


async def test_the_staff_are_told_when_there_is_something_to_see_to(
    circle: Circle, work: Work
) -> None:
    """A matter is over with what made it."""
    pool = await circle.full_of_two()
    await work()
    assert await circle.open_matters() == {"need_pool_reached"}
    await circle.got("DELETE", f"/need-pools/{pool['id']}/membership")
    await work()
    assert await circle.open_matters() == set()
    await circle.joined(pool, "resident")
    await circle.turned(pool, closes_at=utc_now() + timedelta(hours=20))
    await work("need_pools.warn")
    assert await circle.open_matters() == {"need_pool_closing", "need_pool_reached"}
    assert await circle.open_matters("grid_chief") == {"need_pool_closing", "need_pool_reached"}
    said = circle.plan()
    del said["place_id"]
    path, dress = f"/need-pools/{pool['id']}", {"If-Match": "*"}
    await circle.got("PUT", path, said, by="community_worker", **dress)
    await work("need_pools.warn")
    assert await circle.open_matters() == {"need_pool_closing", "need_pool_reached"}
    later = said | {"closes_on": in_days(12)}
    await circle.got("PUT", path, later, by="community_worker", **dress)
    await work("need_pools.warn")
    assert await circle.open_matters() == {"need_pool_reached"}
    await circle.step(pool, "closing")
    await work("need_pools.warn")
    assert await circle.open_matters() == set()


async def test_what_a_clock_ended_it_ends_once(circle: Circle, session: AsyncSession) -> None:
    pool = await circle.pool()
    await circle.turned(pool, closes_at=utc_now() - AGO)
    for _ in range(2):
        await end_gathering(session, utc_now())
    lapses = select(func.count()).where(Event.name == "need_pool_lapsed")
    assert (await circle.shown(pool))["state"] == "lapsed"
    assert await session.scalar(lapses) == 1
