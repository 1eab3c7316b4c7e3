"""What comes onto the shelf and off it, and what residents see there."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.mall.models import GoodsEdition
from shequ_api.kit.clock import china_date, utc_now
from tests.cast import HOME, NEIGHBOUR
from tests.features.mall.stall import Stall
from tests.features.partners.alliance import SHOP, STAFF


async def test_goods_are_offered_checked_approved_and_shown(stall: Stall) -> None:
    goods = await stall.goods()
    yes = {"edition_number": 1, "approved": True}
    review = f"/goods/{goods}/review"
    unchecked = await stall.refused(STAFF, "POST", review, json=yes)
    assert unchecked == (409, "goods_content_unchecked")
    assert await stall.titles() == []
    assert (await stall.approve(goods))["state"] == "on_shelf"
    [shown] = await stall.shelf()
    assert (shown["title"], shown["stock_left"], shown["open_now"]) == ("东北大米", 100, True)
    assert await stall.done("resident", "GET", f"/mall/goods/{goods}") == shown
    [line] = (await stall.done(STAFF, "GET", "/goods"))["items"]
    assert (line["id"], line["newest_state"]) == (goods, "approved")


async def test_nobody_approves_what_they_wrote(stall: Stall, session: AsyncSession) -> None:
    goods = await stall.goods()
    number = await stall.pass_newest(goods)
    mine = update(GoodsEdition).where(GoodsEdition.goods_id == UUID(goods))
    await session.execute(mine.values(written_by_id=stall.cast.people[STAFF]))
    await session.commit()
    yes = {"edition_number": number, "approved": True}
    assert await stall.refused(STAFF, "POST", f"/goods/{goods}/review", json=yes) == (
        403,
        "own_goods",
    )


async def test_another_promise_needs_another_word(stall: Stall) -> None:
    goods = str(await stall.shelved())
    dearer = stall.promise(price_points=500)
    await stall.done(SHOP, "POST", f"/goods/{goods}/editions", json=dearer)
    [waiting] = (await stall.done(STAFF, "GET", "/goods?waiting=true"))["items"]
    assert (waiting["id"], waiting["edition_number"], waiting["price_points"]) == (goods, 1, 500)
    assert [one["price_points"] for one in await stall.shelf()] == [300]
    # Whoever read the first edition does not approve the third by it.
    await stall.done(SHOP, "POST", f"/goods/{goods}/editions", json=stall.promise(title="新米"))
    review = f"/goods/{goods}/review"
    late = {"edition_number": 2, "approved": True}
    assert await stall.refused(STAFF, "POST", review, json=late) == (409, "goods_not_in_review")
    silent = {"edition_number": 3, "approved": False}
    refused = await stall.refused(STAFF, "POST", review, json=silent)
    assert refused == (422, "goods_reason_needed")
    await stall.done(STAFF, "POST", review, json=silent | {"reason": "名称不实"})
    editions = (await stall.done(SHOP, "GET", f"/goods/{goods}/editions"))["items"]
    assert [(one["number"], one["state"]) for one in editions] == [
        (3, "declined"),
        (2, "withdrawn"),
        (1, "approved"),
    ]
    assert await stall.titles() == ["东北大米"]


async def test_stock_goes_up_and_down_without_a_word(stall: Stall) -> None:
    goods = str(await stall.shelved(stock=2))
    path = f"/goods/{goods}/stock-moves"
    more = await stall.done(SHOP, "POST", path, json={"change": 3, "reason": "supplied"})
    assert more["stock_left"] == 5
    less = {"change": -6, "reason": "spoiled"}
    assert await stall.refused(SHOP, "POST", path, json=less) == (409, "goods_stock_too_low")
    none = {"change": 0, "reason": "counted"}
    assert await stall.refused(SHOP, "POST", path, json=none) == (422, "goods_stock_unchanged")
    lines = (await stall.done(STAFF, "GET", path))["items"]
    assert [(one["change"], one["stock_left"]) for one in lines] == [(3, 5), (2, 2)]
    assert [one["stock_left"] for one in await stall.shelf()] == [5]
    uncounted = str(await stall.shelved(kind="service", stock=None, title="理发"))
    path = f"/goods/{uncounted}/stock-moves"
    refused = await stall.refused(SHOP, "POST", path, json={"change": 1, "reason": "supplied"})
    assert refused == (409, "goods_stock_uncounted")


async def test_what_cannot_be_promised(stall: Stall) -> None:
    now = utc_now()
    later = (now + timedelta(days=1)).isoformat()
    for unfit, code in (
        ({"price_points": 0}, "goods_price_needed"),
        ({"stock": None}, "goods_stock_needed"),
        ({"sale_from": later, "sale_until": now.isoformat()}, "goods_sale_times_unfit"),
    ):
        body = {"kind": "goods", "stock": 1} | stall.promise() | unfit
        assert await stall.refused(SHOP, "POST", "/goods", json=body) == (422, code)
    body = {"kind": "goods", "stock": 1} | stall.promise()
    assert await stall.refused("partner", "POST", "/goods", json=body) == (409, "not_a_partner")
    mine = str(await stall.shelved())
    revise = f"/goods/{mine}/editions"
    assert await stall.refused("partner", "POST", revise, json=stall.promise()) == (
        404,
        "not_found",
    )


async def test_a_photo_is_ones_own_or_shown_before(stall: Stall) -> None:
    from_elsewhere = stall.promise(photo_ids=["0199a3c4-5d6e-7f80-9a1b-00000000010a"])
    body = {"kind": "goods", "stock": 1} | from_elsewhere
    assert await stall.refused(SHOP, "POST", "/goods", json=body) == (422, "photo_unknown")


async def test_either_side_takes_down_and_the_community_keeps_down(stall: Stall) -> None:
    goods = str(await stall.shelved())
    why, on = {"reason": "盘点"}, f"/goods/{goods}/shelving"
    assert await stall.refused(SHOP, "POST", on) == (409, "goods_not_taken_down")
    await stall.done(SHOP, "POST", f"/goods/{goods}/taking-down", json=why)
    assert await stall.titles() == []
    gone = await stall.refused("resident", "GET", f"/mall/goods/{goods}")
    assert gone == (404, "not_found")
    again = await stall.refused(SHOP, "POST", f"/goods/{goods}/taking-down", json=why)
    assert again == (409, "goods_not_on_shelf")
    await stall.done(SHOP, "POST", on)
    await stall.done(STAFF, "POST", f"/goods/{goods}/barring", json=why)
    assert await stall.refused(SHOP, "POST", on) == (403, "goods_taken_down_by_community")
    await stall.done(STAFF, "POST", f"/goods/{goods}/readmission")
    assert await stall.titles() == ["东北大米"]


async def test_a_suspended_partner_has_nothing_on_the_shelf(stall: Stall) -> None:
    await stall.shelved()
    [partner] = (await stall.done(SHOP, "GET", "/me/partners"))["items"]
    path = f"/partners/{partner['id']}"
    why = {"reason": "核实投诉"}
    await stall.done(STAFF, "POST", f"{path}/suspension", json=why)
    assert await stall.titles() == []
    assert await stall.shown() == []
    body = {"kind": "goods", "stock": 1} | stall.promise()
    offered = await stall.refused(SHOP, "POST", "/goods", json=body)
    assert offered == (409, "partner_not_active")
    await stall.done(STAFF, "POST", f"{path}/resumption", json=why)
    assert await stall.titles() == ["东北大米"]
    await stall.done(SHOP, "POST", f"{path}/leaving", json=why)
    assert await stall.titles() == []


async def test_shelves_of_the_community_and_of_the_district(stall: Stall) -> None:
    await stall.shelved(title="本社区")
    await stall.shelved(title="全区", shelf="district", category="hair", price_points=50)
    assert await stall.titles() == ["全区", "本社区"]
    assert await stall.titles(at=NEIGHBOUR) == ["全区"]
    assert await stall.titles(category="food") == ["本社区"]
    assert await stall.titles(max_points=50) == ["全区"]
    assert await stall.titles(max_fen=0, kind="service") == []


async def test_what_is_sold_on_other_days_is_shown_and_not_open(stall: Stall) -> None:
    today = china_date(utc_now())
    tomorrow = today + timedelta(days=1)
    later = (utc_now() + timedelta(days=1)).isoformat()
    await stall.shelved(title="兑换日", month_days=[tomorrow.day])
    await stall.shelved(title="明天起", sale_from=later)
    # On both sides of midnight, one of the two holds.
    days = sorted({today.isoweekday(), tomorrow.isoweekday()})
    await stall.shelved(title="这两天", weekdays=days)
    await stall.shelved(title="没有了", stock=0)
    assert await stall.titles(at=HOME, open_now=True) == ["这两天"]
    opened = {one["title"]: one["open_now"] for one in await stall.shelf()}
    assert opened == {"兑换日": False, "明天起": False, "这两天": True, "没有了": True}
