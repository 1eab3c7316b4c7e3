"""Placing needs: whose they are, what is checked, what becomes of them, and what is like them."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.features.content_checks.models import ContentCheck
from shequ_api.features.needs import service
from shequ_api.features.needs.models import Need
from shequ_api.features.tickets.public import Ticket
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, NEIGHBOUR
from tests.clocks import Work
from tests.features.need_pools.circle import Circle, in_days

DESK = {"by": "community_worker"}
OVER = {"by": "district_administrator"}


async def test_a_need_is_its_authors_and_the_staffs(circle: Circle) -> None:
    need = await circle.need()
    path = f"/needs/{need['id']}"
    seen = {"resident": 200, "community_worker": 200, "district_administrator": 200}
    for by in ("same_building", "far_community_worker", "micro_grid_worker", "auditor", "partner"):
        seen[by] = 404
    assert {by: (await circle.send("GET", path, by=by)).status_code for by in seen} == seen
    mine = await circle.got("GET", "/me/needs")
    assert [each["id"] for each in mine["items"]] == [need["id"]]
    listed = await circle.got("GET", "/needs?category_code=repair", **DESK)
    assert [(each["id"], each["person_name"]) for each in listed["items"]] == [
        (need["id"], "甲居民")
    ]
    assert (await circle.got("GET", "/needs?category_code=care", **DESK))["items"] == []


async def test_the_same_again_is_the_same(circle: Circle, session: AsyncSession) -> None:
    need = await circle.need()
    path = f"/needs/{need['id']}"
    again = await circle.send("PUT", path, circle.wish())
    assert (again.status_code, again.json()["id"]) == (200, need["id"])
    for by, more in (("resident", {"quantity": 2}), ("same_building", {})):
        assert await circle.refused("PUT", path, circle.wish(**more), by=by) == "need_differs"
    check = select(ContentCheck.state).where(ContentCheck.subject_id == UUID(need["id"]))
    assert list(await session.scalars(check)) == ["pending"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"category_code": "nothing"}, "need_category_unknown"),
        ({"until_on": in_days(-1)}, "need_day_unfit"),
        ({"until_on": in_days(367)}, "need_day_unfit"),
    ],
)
async def test_a_need_makes_sense(circle: Circle, said: dict[str, str], code: str) -> None:
    assert await circle.refused("PUT", f"/needs/{new_id()}", circle.wish(**said)) == code


async def test_it_is_placed_in_a_community_and_not_without_end(
    circle: Circle, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = await session.get_one(Place, circle.cast.places[HOME])
    wish = circle.wish(place_id=str(home.district_id))
    assert await circle.refused("PUT", f"/needs/{new_id()}", wish) == "need_place_unfit"
    monkeypatch.setattr(service, "MOST_WAITING", 2)
    for _ in range(2):
        last = await circle.need()
    assert await circle.refused("PUT", f"/needs/{new_id()}", circle.wish()) == "too_many_needs"
    await circle.got("POST", f"/needs/{last['id']}/withdrawal")
    await circle.need()


async def test_it_is_taken_back_or_expires(
    circle: Circle, session: AsyncSession, work: Work
) -> None:
    taken_back, late, in_time = [await circle.need() for _ in range(3)]
    path = f"/needs/{taken_back['id']}/withdrawal"
    assert await circle.refused("POST", path, **DESK) == "not_your_need"
    for _ in range(2):
        assert (await circle.got("POST", path))["state"] == "withdrawn"
    today = china_date(utc_now())
    for need, day in ((late, today - timedelta(days=1)), (in_time, today)):
        this = update(Need).where(Need.id == UUID(need["id"]))
        await session.execute(this.values(until_on=day))
    await work("needs.expire")
    states = [await circle.state_of(need) for need in (taken_back, late, in_time)]
    assert states == ["withdrawn", "expired", "waiting"]
    assert await circle.refused("POST", f"/needs/{late['id']}/withdrawal") == "need_not_waiting"


async def test_staff_make_one_of_a_ticket(
    circle: Circle, session: AsyncSession, work: Work
) -> None:
    ordered = {"service_code": "other", "text": "想请人清洗油烟机", "place_id": circle.place()}
    ticket = await circle.got("POST", "/tickets", ordered)
    path, said = f"/tickets/{ticket['id']}/need", {"category_code": "repair"}
    said["until_on"] = in_days(30)
    assert (await circle.send("POST", path, said)).status_code == 403
    need = await circle.got("POST", path, said, **DESK)
    assert (need["text"], need["ticket_id"]) == (ordered["text"], ticket["id"])
    assert await circle.refused("POST", path, said, **DESK) == "ticket_pooled_before"
    assert await circle.state_of(need) == "waiting"
    await work()
    assert "need_made_of_ticket" in await circle.told()
    kept = await session.get_one(Ticket, UUID(ticket["id"]))
    for change in ({"private": True}, {"private": False, "source_kind": "question"}):
        for name, value in change.items():
            setattr(kept, name, value)
        await session.commit()
        assert await circle.refused("POST", path, said, **DESK) == "ticket_not_to_pool"


async def test_a_district_keeps_categories_of_its_own(circle: Circle) -> None:
    shipped = await circle.got("GET", "/need-categories")
    assert [each["code"] for each in shipped][:3] == ["repair", "housekeeping", "course"]
    path, said = "/need-categories/haircut", {"title": "上门理发", "position": 0}
    made = await circle.got("PUT", path, said, **OVER)
    assert (made["own"], made["version"]) == (True, 1)
    here = await circle.got("GET", f"/need-categories?place_id={circle.place()}")
    assert here[0]["title"] == "上门理发" and len(here) == len(shipped) + 1
    await circle.need(category_code="haircut")
    assert (await circle.send("PUT", path, said, **OVER)).status_code == 428
    retired = await circle.got(
        "PUT", path, said | {"retired": True}, **OVER, **{"If-Match": '"v1"'}
    )
    assert retired["retired_at"] is not None and retired["version"] == 2
    wish = circle.wish(category_code="haircut")
    assert await circle.refused("PUT", f"/needs/{new_id()}", wish) == "need_category_unknown"
    ours = "/need-categories/repair"
    assert await circle.refused("PUT", ours, said, **OVER) == "need_category_taken"


async def test_what_is_alike_is_shown_before_anything_is_placed(circle: Circle) -> None:
    cleaning = await circle.pool(title="洗油烟机", category_code="housekeeping")
    await circle.pool(title="学国画", text="周三晚上", category_code="course")
    shared = await circle.need("same_building", text="油烟机太脏了想清洗", shared=True)
    hidden = await circle.need("same_compound", text="油烟机坏了想清洗")
    sketch = {n: circle.wish()[n] for n in ("place_id", "category_code", "text")}
    for passed in (False, True):
        for need in (shared, hidden):
            if passed:
                await circle.passed(need["id"])
        found = await circle.got("POST", "/need-suggestions", sketch)
        assert [each["id"] for each in found["pools"]] == [cleaning["id"]]
        assert [each["text"] for each in found["needs"]] == [shared["text"]] * passed
        assert "居民" not in str(found)
    for by in ("newcomer", "far_resident"):
        stranger = await circle.got("POST", "/need-suggestions", sketch, by=by)
        assert [each["id"] for each in stranger["pools"]] == [cleaning["id"]]
        assert stranger["needs"] == []
    far = sketch | {"place_id": circle.place(NEIGHBOUR)}
    nothing = await circle.got("POST", "/need-suggestions", far)
    assert nothing == {"pools": [], "needs": []}
    await circle.need(text="想学书法", category_code="course")
    path = f"/need-pools/{cleaning['id']}/alike-needs"
    offered = await circle.got("GET", path, **DESK)
    assert {each["id"] for each in offered["needs"]} == {shared["id"], hidden["id"]}
    await circle.gathered(cleaning, shared)
    left = await circle.got("GET", path, **DESK)
    assert [each["id"] for each in left["needs"]] == [hidden["id"]]


async def test_the_likest_comes_first(circle: Circle) -> None:
    """Words before category, and nearer before farther where these are the same."""
    words = await circle.need("same_building", text="油烟机清洗", category_code="other")
    kind = await circle.need("same_compound", text="水龙头漏水")
    near = await circle.need("resident", text="水龙头漏水", place_id=circle.place(f"{HOME}-c1-b1"))
    pool = await circle.pool(place_id=circle.place(f"{HOME}-c1"), text="油烟机清洗")
    path = f"/need-pools/{pool['id']}/alike-needs"
    found = (await circle.got("GET", path, **DESK))["needs"]
    assert [each["id"] for each in found] == [words["id"], near["id"], kind["id"]]
