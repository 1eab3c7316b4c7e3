"""Members of one card who order at once, and meet whoever ends a membership."""

import asyncio

from httpx import AsyncClient

from shequ_api.blocks.ledger.checker import verify
from shequ_api.features.family_cards.module import give_back_late
from shequ_api.features.points_lots.checker import verify as verify_lots
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.features.family_cards.household import coded, filled, member_of, share_a_dwelling
from tests.features.points.earned import fund
from tests.features.redemptions.market import Market, balance_of, goods_of, partner_at

WHO = ("resident", "same_building")


async def test_orders_share_the_last_points_and_meet_whoever_ends_a_membership(
    crowd: AsyncClient, crowd_cast: Cast, open_parts: Parts
) -> None:
    market, sessions = Market(crowd, crowd_cast), open_parts.get(Database).sessions
    async with sessions() as session:
        for who in WHO:
            await fund(session, crowd_cast, who, 100, now=utc_now())
        goods = await goods_of(session, await partner_at(session, crowd_cast), points=60, stock=50)
        await session.commit()
        await share_a_dwelling(session, market)
        await market.done("resident", "POST", "/me/family-card")
        joining = {"code": await coded(market)}
        await market.done("same_building", "POST", "/me/family-card/membership", json=joining)
        card = await filled(session, market)
    answers = await asyncio.gather(*(market.redeem(goods, who, card="family") for who in WHO * 3))
    statuses = sorted(each.status_code for each in answers)
    assert statuses == [201, 409, 409, 409, 409, 409]
    order = next(each.json() for each in answers if each.status_code == 201)
    owner = next(who for who, each in zip(WHO * 3, answers, strict=True) if each.status_code == 201)
    assert (await market.done("resident", "GET", "/me/family-card"))["available_points"] == 40
    assert (await market.handed_over(order["pick_up_code"])).status_code == 201
    # The member is sent away, and the card ended, while they order and are refunded.
    ends = [f"/me/family-card/members/{member_of(card, head=each)}/end" for each in (False, True)]
    back = f"/redemptions/{order['id']}/refund"
    said = {"reason": "破损", "restock": True}
    asked = [market.redeem(goods, who, card="family") for who in WHO]
    asked += [market.ask("resident", "POST", end) for end in ends]
    asked += [market.ask("partner", "POST", back, json=said) for _ in range(2)]
    told = [each.status_code for each in await asyncio.gather(*asked)]
    assert set(told[:2]) <= {201, 404, 409} and set(told[2:4]) <= {204, 404}
    assert sorted(told[4:]) == [201, 409] or sorted(told[4:]) == [200, 409], owner
    await market.ask("resident", "POST", ends[1])
    async with sessions() as session:
        for _ in range(2):
            await give_back_late(session, utc_now())
            await session.commit()
        held = [await market.card(who) for who in WHO]
        left = await balance_of(session, f"family/{card['id']}")
        assert sum(points for points, _ in held) + left == 200
        # What is left there waits for an order that stands.
        assert left == 60 * told[:2].count(201)
        assert not await verify(session) and not await verify_lots(session)
