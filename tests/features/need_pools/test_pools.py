"""From many needs to one order: gathering, joining, ordering, delivering, and coming to nothing."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Organisation, PartnerKind
from shequ_api.base.people.organisations import register_organisation
from shequ_api.base.places.models import Place
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, NEIGHBOUR
from tests.clocks import Work
from tests.features.need_pools.circle import AGO, Circle, in_days
from tests.features.redemptions.market import partner_at


async def test_many_needs_become_one_order_and_all_are_told(circle: Circle, work: Work) -> None:
    mine, theirs = await circle.need(quantity=2), await circle.need("same_building")
    pool = await circle.pool(unit_price_fen=8000, settlement="own_service")
    shown = await circle.gathered(pool, mine, theirs)
    assert (shown["members"], shown["units"], shown["state"]) == (2, 3, "gathering")
    assert await circle.state_of(mine) == "pooled"
    assert (await circle.shown(pool))["joined"] is True
    for name, body in (("closing", None), ("order", {"text": "3 台"}), ("delivery", None)):
        shown = await circle.step(pool, name, body)
    assert (shown["state"], shown["order_text"]) == ("delivered", "3 台")
    assert await circle.state_of(mine) == "settled"
    await work()
    kinds = ["need_gathered", *(f"need_pool_{x}" for x in ("closed", "ordered", "delivered"))]
    assert sorted(await circle.told()) == sorted(kinds)
    assert sorted(await circle.told("same_building")) == sorted(kinds)
    assert await circle.told("same_compound") == []
    listed = await circle.got("GET", "/me/need-pools")
    assert [(each["id"], each["need_id"]) for each in listed["items"]] == [(pool["id"], mine["id"])]


async def test_me_too_and_leaving_again(circle: Circle) -> None:
    pool = await circle.pool(closes_on=in_days(0))
    need_id = str(new_id())
    shown = await circle.joined(pool, "resident", need_id=need_id, quantity=3, would_pay=True)
    again = await circle.joined(pool, "resident", quantity=9)
    assert shown["members"] == again["members"] == 1 and again["units"] == 3
    need = await circle.got("GET", f"/needs/{need_id}")
    assert (need["text"], need["state"], need["would_pay"]) == (pool["title"], "pooled", True)
    assert await circle.refused("POST", f"/needs/{need_id}/withdrawal") == "need_not_waiting"
    path = f"/need-pools/{pool['id']}/membership"
    left = await circle.got("DELETE", path)
    assert (left["members"], left["units"], left["joined"]) == (0, 0, False)
    assert await circle.state_of(need) == "waiting"
    assert await circle.refused("DELETE", path) == "need_pool_not_a_member"
    waiting = await circle.joined(pool, "resident", need_id=need_id)
    assert waiting["units"] == 3
    assert await circle.refused("PUT", path, {"need_id": need_id}, by="same_building") == (
        "not_your_need"
    )


async def test_who_has_nothing_to_do_with_the_community_does_not_join(circle: Circle) -> None:
    pool = await circle.pool()
    path, said = f"/need-pools/{pool['id']}/membership", {"need_id": str(new_id())}
    for by in ("newcomer", "far_resident"):
        code = await circle.refused("PUT", path, said, by=by)
        assert code == "need_pool_not_of_community"
    far = await circle.need("far_resident", place_id=circle.place(NEIGHBOUR))
    body = {"need_ids": [far["id"]]}
    gathering = f"/need-pools/{pool['id']}/gathering"
    assert await circle.refused("POST", gathering, body, by="community_worker") == "need_unknown"
    await circle.need("far_resident")
    assert await circle.refused("PUT", path, said, by="far_resident") == (
        "need_pool_not_of_community"
    )
    away = await circle.need(place_id=circle.place(NEIGHBOUR))
    assert await circle.refused("PUT", path, {"need_id": away["id"]}) == "need_elsewhere"


async def test_whose_ticket_the_staff_made_a_need_of_may_join(circle: Circle) -> None:
    ordered = {"service_code": "other", "text": "想请人清洗油烟机", "place_id": circle.place()}
    ticket = await circle.got("POST", "/tickets", ordered, by="far_resident")
    said = {"category_code": "repair", "until_on": in_days(30)}
    await circle.got("POST", f"/tickets/{ticket['id']}/need", said, by="community_worker")
    shown = await circle.joined(await circle.pool(), "far_resident")
    assert shown["members"] == 1


async def test_who_was_gathered_leaves_until_it_is_ordered(circle: Circle, work: Work) -> None:
    """Staff who gather and close at once leave nobody in it who does not want it."""
    pool = await circle.pool()
    mine, theirs = await circle.need(), await circle.need("same_building")
    await circle.gathered(pool, mine, theirs)
    await circle.joined(pool, "same_compound")
    path = f"/need-pools/{pool['id']}/membership"
    await circle.step(pool, "closing")
    assert await circle.refused("DELETE", path, by="same_compound") == "need_pool_not_gathering"
    left = await circle.got("DELETE", path)
    assert (left["state"], left["members"], left["units"]) == ("closed", 2, 2)
    assert await circle.state_of(mine) == "waiting"
    assert await circle.refused("DELETE", path) == "need_pool_not_gathering"
    lapsed = await circle.got("DELETE", path, by="same_building")
    assert (lapsed["state"], lapsed["members"]) == ("lapsed", 1)
    await work()
    assert "need_pool_lapsed" in await circle.told("same_compound")
    ordered = await circle.pool(least_members=1)
    await circle.gathered(ordered, mine)
    await circle.step(ordered, "closing")
    await circle.step(ordered, "order", {"text": "一台"})
    path = f"/need-pools/{ordered['id']}/membership"
    assert await circle.refused("DELETE", path) == "need_pool_not_gathering"


async def test_a_category_retires_and_its_pools_go_on(circle: Circle) -> None:
    over, kind = {"by": "district_administrator"}, "/need-categories/haircut"
    named = {"title": "上门理发", "position": 0}
    await circle.got("PUT", kind, named, **over)
    pool = await circle.pool(category_code="haircut", title="理发")
    await circle.got("PUT", kind, named | {"retired": True}, **over, **{"If-Match": '"v1"'})
    assert (await circle.joined(pool, "resident"))["members"] == 1
    said = circle.plan(category_code="haircut", title="周末理发")
    del said["place_id"]
    path, worker = f"/need-pools/{pool['id']}", {"by": "community_worker", "If-Match": "*"}
    assert (await circle.got("PUT", path, said, **worker))["title"] == "周末理发"
    plan = circle.plan(category_code="haircut")
    assert await circle.refused("POST", "/need-pools", plan, by="community_worker") == (
        "need_category_unknown"
    )


async def test_no_more_than_fit_and_one_place_for_each(circle: Circle) -> None:
    pool = await circle.pool(least_members=1, most_members=1)
    first, second = await circle.need(), await circle.need()
    gathering = f"/need-pools/{pool['id']}/gathering"
    both = {"need_ids": [first["id"], second["id"]]}
    worker = {"by": "community_worker"}
    assert await circle.refused("POST", gathering, both, **worker) == "need_pool_full"
    await circle.gathered(pool, first)
    roomy = await circle.pool()
    for needs, code in (([first], "need_not_waiting"), ([second, second], None)):
        body, path = {"need_ids": [n["id"] for n in needs]}, f"/need-pools/{roomy['id']}/gathering"
        if code is None:
            assert (await circle.step(roomy, "gathering", body))["members"] == 1
        else:
            assert await circle.refused("POST", path, body, **worker) == code
    third = {"need_ids": [(await circle.need())["id"]]}
    path = f"/need-pools/{roomy['id']}/gathering"
    assert await circle.refused("POST", path, third, **worker) == "need_pool_member_twice"
    join = f"/need-pools/{pool['id']}/membership"
    said = {"need_id": str(new_id())}
    assert await circle.refused("PUT", join, said, by="same_building") == "need_pool_full"
    back = f"/need-pools/{pool['id']}/needs/{first['id']}"
    assert (await circle.got("DELETE", back, **worker))["members"] == 0
    assert await circle.refused("DELETE", back, **worker) == "not_found"
    assert await circle.state_of(first) == "waiting"


async def test_at_its_instant_it_closes_or_lapses(circle: Circle, work: Work) -> None:
    enough, few = await circle.full_of_two(), await circle.pool()
    need = await circle.need("same_compound")
    await circle.joined(few, "same_compound", need_id=need["id"])
    for pool in (enough, few):
        await circle.turned(pool, closes_at=utc_now() - AGO)
    path, said = f"/need-pools/{few['id']}/membership", {"need_id": str(new_id())}
    assert await circle.refused("PUT", path, said) == "need_pool_not_gathering"
    assert await circle.refused("DELETE", path, by="same_compound") == "need_pool_not_gathering"
    await work("need_pools.end_gathering")
    assert (await circle.shown(enough))["state"] == "closed"
    lapsed = await circle.shown(few)
    assert (lapsed["state"], lapsed["members"]) == ("lapsed", 1)
    assert await circle.state_of(need, "same_compound") == "waiting"
    assert await circle.told("same_compound") == ["need_pool_lapsed"]
    assert await circle.told() == ["need_pool_closed"]
    listed = await circle.got("GET", "/me/need-pools", by="same_compound")
    assert [each["state"] for each in listed["items"]] == ["lapsed"]
    another = await circle.pool()
    assert (await circle.gathered(another, need))["members"] == 1


async def test_cancelled_with_a_reason_the_needs_are_free(circle: Circle, work: Work) -> None:
    pool = await circle.pool()
    need = await circle.need()
    await circle.gathered(pool, need)
    path = f"/need-pools/{pool['id']}"
    assert await circle.refused("POST", f"{path}/closing", by="community_worker") == (
        "need_pool_too_small"
    )
    shown = await circle.step(pool, "cancellation", {"reason": "商家不再供应"})
    assert (shown["state"], shown["cancelled_for"]) == ("cancelled", "商家不再供应")
    assert await circle.state_of(need) == "waiting"
    await work()
    assert sorted(await circle.told()) == ["need_gathered", "need_pool_cancelled"]
    reason = {"reason": "再来"}
    code = await circle.refused("POST", f"{path}/cancellation", reason, by="community_worker")
    assert code == "illegal_step"


async def test_what_people_joined_for_stays(circle: Circle) -> None:
    pool = await circle.pool(unit_price_fen=8000)
    path, said = f"/need-pools/{pool['id']}", circle.plan(unit_price_fen=7000)
    del said["place_id"]
    worker = {"by": "community_worker", "If-Match": '"v1"'}
    assert (await circle.got("PUT", path, said, **worker))["unit_price_fen"] == 7000
    stale = await circle.send("PUT", path, said, **worker)
    assert stale.status_code == 412
    for by in ("resident", "same_building"):
        await circle.joined(pool, by)
    worker["If-Match"] = '"v2"'
    dearer = said | {"unit_price_fen": 9000}
    assert await circle.refused("PUT", path, dearer, **worker) == "need_pool_terms_bound"
    fewer = said | {"least_members": 1, "most_members": 1}
    assert await circle.refused("PUT", path, fewer, **worker) == "need_pool_fuller"
    longer = said | {"closes_on": in_days(20), "title": "油烟机清洗"}
    changed = await circle.got("PUT", path, longer, **worker)
    assert (changed["title"], changed["version"]) == ("油烟机清洗", 3)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"closes_on": in_days(-1)}, "need_pool_day_unfit"),
        ({"closes_on": in_days(181)}, "need_pool_day_unfit"),
        ({"least_members": 3, "most_members": 2}, "need_pool_bounds_unfit"),
        ({"category_code": "nothing"}, "need_category_unknown"),
        ({"title": "修"}, "malformed"),
    ],
)
async def test_a_pool_makes_sense(circle: Circle, said: dict[str, object], code: str) -> None:
    plan = circle.plan(**said)
    assert await circle.refused("POST", "/need-pools", plan, by="community_worker") == code


async def test_a_pool_lies_in_ones_own_community(circle: Circle, session: AsyncSession) -> None:
    home = await session.get_one(Place, circle.cast.places[HOME])
    for place_id in (circle.place(NEIGHBOUR), str(home.district_id)):
        code = await circle.refused(
            "POST", "/need-pools", circle.plan(place_id=place_id), by="community_worker"
        )
        assert code == "need_pool_place_unfit"


async def test_it_is_ordered_with_whom_it_says(circle: Circle, session: AsyncSession) -> None:
    pool = await circle.full_of_two(settlement="partner_offer")
    await circle.step(pool, "closing")
    path, said = f"/need-pools/{pool['id']}/order", {"text": "两台"}
    worker = {"by": "community_worker"}
    assert await circle.refused("POST", path, said, **worker) == "need_pool_organisation_needed"
    unknown = said | {"organisation_id": str(new_id())}
    assert await circle.refused("POST", path, unknown, **worker) == "need_pool_organisation_unfit"
    home = await session.get_one(Place, circle.cast.places[HOME])
    firm: Organisation = register_organisation(
        session, name="清洗公司", partner_kind=PartnerKind.BUSINESS, community=home, now=utc_now()
    )
    await session.commit()
    other = said | {"organisation_id": str(firm.id)}
    assert await circle.refused("POST", path, other, **worker) == "need_pool_partner_unfit"
    partner = await partner_at(session, circle.cast)
    await session.commit()
    body = said | {"organisation_id": str(partner.organisation_id), "total_price_fen": 16000}
    shown = await circle.got("POST", path, body, **worker)
    assert (shown["state"], shown["total_price_fen"]) == ("ordered", 16000)
    assert shown["organisation_name"]
