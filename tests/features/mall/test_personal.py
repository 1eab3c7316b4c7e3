"""What is kept about those who take and those who offer, and what goes with them."""

import pytest
from sqlalchemy import func, select, text

from shequ_api.features.mall.models import GoodsEdition
from shequ_api.features.mall.personal import PERSONAL_DATA
from shequ_api.features.mall_takings.models import Taking
from shequ_api.features.mall_takings.personal import PERSONAL_DATA as TAKINGS
from shequ_api.features.mall_takings.public import LimitReached, goods_on_sale, reserve
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.features.mall.stall import Stall
from tests.features.partners.alliance import SHOP, STAFF
from tests.features.patrols.field import photo_of


async def test_what_was_taken_and_written_is_told_and_goes(stall: Stall, parts: Parts) -> None:
    now, people, session = utc_now(), stall.cast.people, stall.session
    goods = await goods_on_sale(session, await stall.shelved(), now=now)
    await reserve(session, goods, people["resident"], 2, now=now)
    path = f"/goods/{goods.id}/editions"
    await stall.done(SHOP, "POST", path, json=stall.promise(title="新米"))
    no = {"edition_number": 2, "approved": False, "reason": "名称不实"}
    await stall.done(STAFF, "POST", f"/goods/{goods.id}/review", json=no)
    down = {"reason": "先停一停"}
    await stall.done(STAFF, "POST", f"/goods/{goods.id}/barring", json=down)
    told = await TAKINGS.collect(session, parts, people["resident"])
    assert told["兑换数量"] == [{"商品": "新米", "数量": 2}]
    told = await PERSONAL_DATA.collect(session, parts, people[STAFF])
    assert [one["意见"] for one in told["审核的商品"]] == [None, "名称不实"]
    assert [one["原因"] for one in told["下架的商品"]] == ["先停一停"]
    told = await PERSONAL_DATA.collect(session, parts, people[SHOP])
    assert [one["商品"] for one in told["填写的商品"]] == ["东北大米", "新米"]
    assert [one["数量"] for one in told["调整的库存"]] == [100]
    for who in ("resident", STAFF, SHOP):
        for kept in (PERSONAL_DATA, TAKINGS):
            await kept.erase(session, people[who], now)
    await session.commit()
    assert await session.scalar(select(func.count()).select_from(Taking)) == 0
    line = await stall.done(STAFF, "GET", f"/goods/{goods.id}")
    assert line["taken_down_reason"] == "（已注销）"
    # What a group promised is its own, and stays; who declined it does not say why any more.
    editions = (await stall.done(STAFF, "GET", path))["items"]
    assert [(one["title"], one["review_reason"]) for one in editions] == [
        ("新米", "（已注销）"),
        ("东北大米", None),
    ]


async def test_of_an_individual_all_words_go(stall: Stall) -> None:
    session, person_id = stall.session, stall.cast.people["resident"]
    await stall.active("resident", partner_kind="individual")
    await stall.goods("resident", title="我家的花")
    await PERSONAL_DATA.erase(session, person_id, utc_now())
    await session.commit()
    words = select(GoodsEdition.title, GoodsEdition.description).where(
        GoodsEdition.written_by_id == person_id
    )
    assert [tuple(row) for row in await session.execute(words)] == [("（已注销）", "（已注销）")]


async def test_two_accounts_of_one_human_being_have_one_limit(stall: Stall) -> None:
    now, people, session = utc_now(), stall.cast.people, stall.session
    goods = await goods_on_sale(session, await stall.shelved(limit_month=3), now=now)
    kept, merged = people["resident"], people["same_building"]
    await reserve(session, goods, kept, 1, now=now)
    await reserve(session, goods, merged, 2, now=now)
    for _ in range(2):
        await TAKINGS.merge(session, kept, merged, now)
    counted = select(Taking.person_id, Taking.period, Taking.quantity).order_by(Taking.period)
    rows = [tuple(row) for row in await session.execute(counted)]
    assert rows == [(kept, "day", 3), (kept, "month", 3), (kept, "total", 3)]
    with pytest.raises(LimitReached) as reached:
        await reserve(session, goods, kept, 1, now=now)
    assert reached.value.facts["period"] == "month"


async def test_photos_are_shown_and_what_is_judged_later_is_hidden(stall: Stall) -> None:
    session = stall.session
    photo = await photo_of(session, stall.cast.people[SHOP])
    goods = await stall.shelved(photo_ids=[photo])
    [shown] = await stall.shelf()
    assert [one["id"] for one in shown["photos"]] == [photo]
    again = stall.promise(photo_ids=[photo], title="还有照片")
    await stall.done(SHOP, "POST", f"/goods/{goods}/editions", json=again)
    await stall.approve(str(goods))
    assert [one["title"] for one in await stall.shelf()] == ["还有照片"]
    hidden = "UPDATE content_checks SET state = 'risky' WHERE kind = 'mall_edition'"
    await session.execute(text(hidden))
    await session.commit()
    assert await stall.shelf() == []
