"""Goods for whose card stands high enough."""

from datetime import timedelta
from typing import Any

from shequ_api.kit.clock import utc_now
from tests.features.card_levels.lines import STEPS, climbed
from tests.features.mall.stall import Stall
from tests.features.partners.alliance import SHOP
from tests.features.points.earned import fund


async def redeem(stall: Stall, goods: str) -> Any:
    body = {"goods_id": goods, "quantity": 1}
    return await stall.ask("resident", "POST", "/redemptions", json=body)


async def test_a_level_is_needed_and_named(stall: Stall) -> None:
    unknown = stall.promise(least_level="gold") | {"kind": "goods", "stock": 9}
    refused = await stall.ask(SHOP, "POST", "/goods", json=unknown)
    assert (refused.status_code, refused.json()["code"]) == (422, "goods_level_unknown")
    assert (await climbed(stall.client, stall.cast)).status_code == 201
    goods = str(await stall.shelved(least_level="gold", price_points=10))
    [shown] = await stall.shelf()
    assert (shown["least_level"], shown["least_level_title"]) == ("gold", "金卡")
    earned = utc_now() - timedelta(days=2)
    await fund(stall.session, stall.cast, "resident", 99, now=earned)
    await stall.session.commit()
    low = await redeem(stall, goods)
    assert (low.status_code, low.json()["code"]) == (403, "card_level_too_low")
    assert low.json()["detail"] == "需要幸福卡等级达到金卡"
    assert (low.json()["least_level_title"], low.json()["level_title"]) == ("金卡", "银卡")
    await fund(stall.session, stall.cast, "resident", 1, now=earned)
    await stall.session.commit()
    assert (await redeem(stall, goods)).status_code == 201
    # Spending lowers no level; a ladder without that step leaves it to those who keep it.
    assert (await redeem(stall, goods)).status_code == 201
    renamed = [*STEPS[:2], {**STEPS[2], "key": "jade", "title": "玉卡"}]
    assert (await climbed(stall.client, stall.cast, renamed)).status_code == 201
    assert (await redeem(stall, goods)).status_code == 403
