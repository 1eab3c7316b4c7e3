"""Taking goods: for whom, how many, when; and giving them back."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from shequ_api.base.access.levels import LevelTooLow
from shequ_api.features.mall.models import Goods
from shequ_api.features.mall.rules import is_open
from shequ_api.features.mall_takings.models import Taking
from shequ_api.features.mall_takings.public import (
    LimitReached,
    OnSale,
    SoldOut,
    Taken,
    goods_on_sale,
    release,
    reserve,
)
from shequ_api.features.mall_takings.rules import Period, counted_from
from shequ_api.features.mall_takings.service import (
    GoodsChanged,
    GoodsNotOnSale,
    GoodsNotOnSaleNow,
    QuantityUnfit,
    ResidentsOnly,
    take_stock,
)
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.errors import Absent
from shequ_api.kit.ids import new_id
from tests.features.mall.stall import Stall
from tests.features.partners.alliance import SHOP, STAFF, day


async def on_sale(stall: Stall, **changes: object) -> OnSale:
    goods_id = await stall.shelved(**changes)
    return await goods_on_sale(stall.session, goods_id, now=utc_now())


async def left(stall: Stall, goods_id: UUID) -> tuple[int | None, int]:
    """What is on the stock, and what was taken."""
    found = select(Goods.stock_left, Goods.taken).where(Goods.id == goods_id)
    row = (await stall.session.execute(found)).one()
    return row.stock_left, row.taken


async def test_what_was_taken_is_off_and_comes_back(stall: Stall) -> None:
    goods, now, me = await on_sale(stall, stock=3), utc_now(), stall.cast.people["resident"]
    await reserve(stall.session, goods, me, 2, now=now)
    assert await left(stall, goods.id) == (1, 2)
    with pytest.raises(SoldOut):
        await reserve(stall.session, goods, me, 2, now=now)
    for quantity in (0, 100):
        with pytest.raises(QuantityUnfit):
            await reserve(stall.session, goods, me, quantity, now=now)
        with pytest.raises(QuantityUnfit):
            await take_stock(stall.session, goods, quantity, now=now)
    taken = Taken(goods_id=goods.id, person_id=me, quantity=2, taken_at=now)
    await release(stall.session, [taken])
    assert await left(stall, goods.id) == (3, 0)


async def test_each_limit_holds_for_its_span_and_is_freed_by_release(stall: Stall) -> None:
    me, now = stall.cast.people["resident"], utc_now()
    goods = await on_sale(stall, stock=99, limit_day=2, limit_month=3, limit_total=4)
    await reserve(stall.session, goods, me, 2, now=now)
    with pytest.raises(LimitReached) as reached:
        await reserve(stall.session, goods, me, 1, now=now)
    assert (reached.value.facts["period"], reached.value.facts["limit"]) == ("day", 2)
    with pytest.raises(LimitReached):
        await reserve(stall.session, goods, stall.cast.people["newcomer"], 3, now=now)
    # In another month, whatever the day is today; the agreement still holds.
    first = (now.replace(day=15) + timedelta(days=31)).replace(day=10)
    await reserve(stall.session, goods, me, 2, now=first)
    with pytest.raises(LimitReached) as reached:
        await reserve(stall.session, goods, me, 1, now=first + timedelta(days=31))
    assert reached.value.facts["period"] == "total"
    await release(stall.session, [Taken(goods_id=goods.id, person_id=me, quantity=2, taken_at=now)])
    await reserve(stall.session, goods, me, 1, now=now)
    counted = select(Taking.period, Taking.quantity).where(Taking.goods_id == goods.id)
    rows = sorted(tuple(row) for row in await stall.session.execute(counted))
    assert rows == [("day", 1), ("day", 2), ("month", 1), ("month", 2), ("total", 3)]


async def test_a_limit_that_comes_later_counts_what_was_taken_before(stall: Stall) -> None:
    me, now = stall.cast.people["resident"], utc_now()
    goods = await on_sale(stall)
    await reserve(stall.session, goods, me, 2, now=now)
    await stall.session.commit()
    path = f"/goods/{goods.id}/editions"
    await stall.done(SHOP, "POST", path, json=stall.promise(limit_total=2, price_points=9))
    await stall.approve(str(goods.id))
    # Whoever looked at the first promise buys none by it any more.
    with pytest.raises(GoodsChanged):
        await take_stock(stall.session, goods, 1, now=now)
    limited = await goods_on_sale(stall.session, goods.id, now=now)
    assert (limited.price_points, limited.edition_number) == (9, 2)
    with pytest.raises(LimitReached):
        await reserve(stall.session, limited, me, 1, now=now)


async def test_for_whom(stall: Stall) -> None:
    now, people = utc_now(), stall.cast.people
    homely = await on_sale(stall, residents_only=True)
    await reserve(stall.session, homely, people["resident"], 1, now=now)
    for stranger in ("far_resident", "newcomer"):
        with pytest.raises(ResidentsOnly):
            await reserve(stall.session, homely, people[stranger], 1, now=now)
    wide = await on_sale(stall, residents_only=True, shelf="district")
    await reserve(stall.session, wide, people["far_resident"], 1, now=now)
    with pytest.raises(ResidentsOnly):
        await reserve(stall.session, wide, people["newcomer"], 1, now=now)
    known = await on_sale(stall, min_level=2)
    await reserve(stall.session, known, people["resident"], 1, now=now)
    with pytest.raises(LevelTooLow):
        await reserve(stall.session, known, people["newcomer"], 1, now=now)


async def test_what_is_not_on_sale(stall: Stall) -> None:
    now = utc_now()
    with pytest.raises(Absent):
        await goods_on_sale(stall.session, new_id(), now=now)
    with pytest.raises(Absent):  # never approved
        await goods_on_sale(stall.session, UUID(await stall.goods()), now=now)
    later = await stall.shelved(sale_from=(now + timedelta(days=1)).isoformat())
    with pytest.raises(GoodsNotOnSaleNow):
        await goods_on_sale(stall.session, later, now=now)
    goods = await on_sale(stall)
    await stall.done(STAFF, "POST", f"/goods/{goods.id}/barring", json={"reason": "核实"})
    with pytest.raises(GoodsNotOnSale):
        await goods_on_sale(stall.session, goods.id, now=now)


async def test_suspended_mid_sale_nothing_more_is_taken_and_what_was_stays(stall: Stall) -> None:
    now, me = utc_now(), stall.cast.people["resident"]
    goods = await on_sale(stall, stock=5)
    await reserve(stall.session, goods, me, 1, now=now)
    await stall.session.commit()
    [partner] = (await stall.done(SHOP, "GET", "/me/partners"))["items"]
    path = f"/partners/{partner['id']}/suspension"
    await stall.done(STAFF, "POST", path, json={"reason": "核实投诉"})
    with pytest.raises(GoodsNotOnSale):
        await reserve(stall.session, goods, me, 1, now=now)
    await stall.session.rollback()
    assert await left(stall, goods.id) == (4, 1)
    await release(stall.session, [Taken(goods_id=goods.id, person_id=me, quantity=1, taken_at=now)])
    assert await left(stall, goods.id) == (5, 0)


async def test_without_an_agreement_for_the_day_nothing_is_sold(stall: Stall) -> None:
    goods = await stall.shelved()
    after = utc_now() + timedelta(days=365)
    assert day(365) == china_date(after).isoformat()  # the day after the last
    with pytest.raises(GoodsNotOnSale):
        await goods_on_sale(stall.session, goods, now=after)


class Window:
    """An edition's windows."""

    sale_from = sale_until = None
    weekdays: list[int] | None = None
    month_days: list[int] | None = None


def test_windows_follow_chinas_days() -> None:
    noon = utc_now().replace(year=2026, month=11, day=15, hour=4)  # a Sunday, noon in China
    late = noon.replace(hour=17)  # Monday there
    window = Window()
    assert is_open(window, noon)
    window.month_days = [15]
    assert (is_open(window, noon), is_open(window, late)) == (True, False)
    window.weekdays = [1]
    assert (is_open(window, noon), is_open(window, late)) == (True, True)
    assert counted_from(Period.MONTH, china_date(late)).isoformat() == "2026-11-01"
