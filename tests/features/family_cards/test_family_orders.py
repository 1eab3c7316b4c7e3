"""Orders of the mall that a family card pays: held, fetched, let go, taken back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.checker import verify
from shequ_api.blocks.ledger.models import Hold
from shequ_api.features.family_cards.models import FamilyCard, FamilyHold
from shequ_api.features.family_cards.module import give_back_late
from shequ_api.features.family_cards.personal import collect
from shequ_api.features.partners.models import Partner
from shequ_api.features.points_lots.checker import verify as verify_lots
from shequ_api.features.points_lots.models import PointsLot
from shequ_api.features.redemptions.models import Redemption
from shequ_api.features.redemptions.service.ending import expire
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.features.family_cards.household import FAR, donate, member_of, together
from tests.features.redemptions.market import Market, balance_of, goods_of, noted, shifted

OWN = "/me/family-card"


async def _ordered(market: Market, goods: UUID, who: str = "same_building") -> dict[str, Any]:
    answer = await market.redeem(goods, who, card="family")
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def _available(market: Market, who: str = "resident") -> int:
    return int((await market.done(who, "GET", OWN))["available_points"])


async def _end(market: Market, card: dict[str, Any], *, head: bool) -> None:
    path = f"{OWN}/members/{member_of(card, head=head)}/end"
    assert (await market.ask("resident", "POST", path)).status_code == 204


async def _late(session: AsyncSession) -> None:
    await give_back_late(session, utc_now())
    await session.commit()


async def _whole(session: AsyncSession) -> None:
    assert not await verify(session) and not await verify_lots(session)


async def test_an_order_is_held_paid_and_refunded_on_the_family_card(
    market: Market, partner: Partner, session: AsyncSession, parts: Parts
) -> None:
    card = await together(session, market)
    lots = select(PointsLot.expires_on, PointsLot.remaining).join(
        FamilyCard, FamilyCard.account_id == PointsLot.account_id
    )
    before = sorted((await session.execute(lots)).all())
    goods = await goods_of(session, partner, points=70)
    await session.commit()
    order = await _ordered(market, goods)
    assert order["card"] == "family"
    assert await _available(market) == 30 and await market.card("same_building") == (60, 0)
    assert (await market.handed_over(order["pick_up_code"])).status_code == 201
    line = (await market.done("resident", "GET", f"{OWN}/lines"))["items"][0]
    assert (line["amount_points"], line["kind"]) == (-70, "spent") and line["person_name"]
    path = f"/redemptions/{order['id']}/refund"
    await market.done("partner", "POST", path, json={"reason": "破损", "restock": True})
    assert await _available(market) == 100
    assert sorted((await session.execute(lots)).all()) == before
    assert await balance_of(session, f"family/{card['id']}") == 100
    kept = await collect(session, parts, market.cast.people["same_building"])
    assert kept["家庭卡订单占用"][0]["积分"] == 70
    await _whole(session)


async def test_limits_count_what_waits_and_not_what_came_to_nothing(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    card = await together(session, market)
    theirs = f"{OWN}/members/{member_of(card, head=False)}/limits"
    await market.done("resident", "PUT", theirs, json={"day_limit_points": 30})
    goods = await goods_of(session, partner, points=20)
    await session.commit()
    order = await _ordered(market, goods)
    refused = await market.redeem(goods, "same_building", card="family")
    assert (refused.status_code, refused.json()["code"]) == (409, "family_limit_reached")
    assert await donate(market, "same_building", 11) == (409, "family_limit_reached")
    await market.done("same_building", "POST", f"/redemptions/{order['id']}/cancellation", json={})
    assert await donate(market, "same_building", 11) == (201, None)
    fetched = await market.redeem(goods, "same_building", card="family")
    assert fetched.json()["code"] == "family_limit_reached"
    assert (await market.redeem(goods, "same_compound", card="family")).status_code == 404


async def test_an_order_outlives_the_card_and_what_it_frees_goes_to_its_payers(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    card = await together(session, market)
    goods = await goods_of(session, partner, points=40)
    await session.commit()
    fetched, cancelled = await _ordered(market, goods), await _ordered(market, goods)
    await _end(market, card, head=True)
    held = [await market.card(who) for who in ("resident", "same_building")]
    assert sum(points for points, _ in held) == 120
    await _late(session)
    assert await balance_of(session, f"family/{card['id']}") == 80
    assert (await market.handed_over(fetched["pick_up_code"])).status_code == 201
    path = f"/redemptions/{cancelled['id']}/cancellation"
    await market.done("same_building", "POST", path, json={})
    await _late(session)
    await _late(session)
    path = f"/redemptions/{fetched['id']}/refund"
    await market.done("partner", "POST", path, json={"reason": "破损", "restock": False})
    await _late(session)
    assert [await market.card(who) for who in ("resident", "same_building")] == [(100, 0)] * 2
    await _whole(session)


async def test_an_order_that_nobody_fetched_is_free_again_and_a_late_record_charges_it(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    card = await together(session, market)
    goods = await goods_of(session, partner, points=40)
    await session.commit()
    first, second = await _ordered(market, goods), await _ordered(market, goods)
    fetched_at = utc_now()
    over = utc_now() - timedelta(seconds=1)
    for each in (first, second):
        await shifted(session, each["id"], days=30)
    # A code tells the last day of its order.
    paths = [f"/redemptions/{each['id']}" for each in (first, second)]
    codes = [(await market.done("same_building", "GET", each))["pick_up_code"] for each in paths]
    begun = {"at": over - timedelta(days=9), "expires_at": over}
    await session.execute(update(Hold).values(begun), execution_options=FAR)
    earlier = FamilyHold.at - timedelta(days=9)
    await session.execute(update(FamilyHold).values(at=earlier), execution_options=FAR)
    await expire(session, utc_now())
    await session.commit()
    assert await _available(market) == 100
    at = fetched_at - timedelta(days=29)
    told = await market.sent(*(noted(code, at) for code in codes))
    assert {each["outcome"] for each in told} == {"expired"}
    settle = {"settlement": "charged", "note": "居民确认已领取"}
    paths = [f"/stall-records/{each['id']}/settlement" for each in told]
    await market.done("community_worker", "POST", paths[0], json=settle)
    assert await _available(market) == 60
    await _end(market, card, head=False)
    before = (await market.card("same_building"))[0]
    await market.done("community_worker", "POST", paths[1], json=settle)
    # Whoever is a member no more has back what is theirs, and pays from it.
    assert (await market.card("same_building"))[0] == before - 40
    paid = await session.scalar(select(Redemption.card).where(Redemption.id == UUID(second["id"])))
    assert paid == "family"
    await _whole(session)


@pytest.mark.usefixtures("partner")
async def test_whoever_left_orders_no_more_with_the_card(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    card = await together(session, market)
    goods = await goods_of(session, partner, points=10)
    await session.commit()
    await _end(market, card, head=False)
    refused = await market.redeem(goods, "same_building", card="family")
    assert (refused.status_code, refused.json()["code"]) == (404, "family_card_none")
    assert (await market.redeem(goods, "resident", card="family")).status_code == 201
