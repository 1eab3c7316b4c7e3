"""Orders that come to nothing, and what is taken back."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.base.people.models import Posting
from shequ_api.blocks.ledger.checker import verify
from shequ_api.blocks.ledger.models import Ledger
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.partners.models import Partner
from shequ_api.features.redemptions.models import Redemption
from shequ_api.features.redemptions.service.ending import expire, remind
from shequ_api.kit.clock import utc_now
from tests.cast import Cast
from tests.features.redemptions.market import (
    Market,
    balance_of,
    goods_of,
    shifted,
    stock_of,
)


async def told(session: AsyncSession, name: str) -> list[str]:
    facts = await session.scalars(select(Event.facts).where(Event.name == name))
    return [each["subject_id"] for each in facts]


async def test_whoever_ordered_may_let_go(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    goods = await goods_of(session, partner, limit_total=1)
    await session.commit()
    order = await market.redeemed(goods)
    path = f"/redemptions/{order['id']}/cancellation"
    assert await market.refused("same_building", "POST", path, json={}) == (404, "not_found")
    gone = await market.done("resident", "POST", path, json={"reason": "改主意了"})
    assert (gone["state"], gone["pick_up_code"]) == ("cancelled", None)
    assert await market.card() == (100, 0)
    assert await stock_of(session, goods) == (10, 0)
    assert await market.refused("resident", "POST", path, json={}) == (409, "illegal_step")
    late = await market.handed_over(order["pick_up_code"])
    assert (late.status_code, late.json()["state"]) == (409, "cancelled")
    # The limit is free again too.
    assert (await market.redeem(goods)).status_code == 201
    assert not await verify(session)


async def test_a_partner_lets_go_with_a_reason_though_it_is_suspended(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    goods = await goods_of(session, partner)
    await session.commit()
    first, second = await market.redeemed(goods), await market.redeemed(goods)
    partner.state, partner.suspended_at = "suspended", utc_now()
    await session.commit()
    assert (await market.redeem(goods)).json()["code"] == "goods_not_on_sale"
    path = f"/redemptions/{first['id']}/withdrawal"
    assert await market.refused("partner", "POST", path, json={}) == (422, "reason_needed")
    assert await market.refused("far_partner", "POST", path, json={}) == (404, "not_found")
    assert (await market.refused("community_worker", "POST", path, json={}))[0] == 403
    gone = await market.done("partner", "POST", path, json={"reason": "断货"})
    assert gone["state"] == "cancelled" and "pick_up_code" not in gone
    # What was ordered before is handed over all the same.
    assert (await market.handed_over(second["pick_up_code"])).status_code == 201
    assert await market.card() == (70, 0)


async def test_nobody_came(market: Market, partner: Partner, session: AsyncSession) -> None:
    goods = await goods_of(session, partner, pick_up_days=1)
    await session.commit()
    order = await market.redeemed(goods)
    await remind(session, utc_now() - timedelta(days=1))
    assert not await told(session, "redemption_expiring")
    await remind(session, utc_now() + timedelta(days=1))
    await remind(session, utc_now() + timedelta(days=1))
    assert await told(session, "redemption_expiring") == [order["id"]]
    await session.commit()
    await shifted(session, order["id"], days=2)
    # The pick-up is over; a stall may still say that it was handed over in time.
    await expire(session, utc_now())
    assert not await told(session, "redemption_expired")
    await shifted(session, order["id"], days=1)
    await expire(session, utc_now())
    await expire(session, utc_now())
    await session.commit()
    assert await told(session, "redemption_expired") == [order["id"]]
    assert await stock_of(session, goods) == (10, 0)
    shown = await market.done("resident", "GET", f"/redemptions/{order['id']}")
    assert (shown["state"], shown["state_title"]) == ("expired", "已过期")
    assert not await verify(session)


async def test_what_was_handed_over_is_taken_back_once(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    goods = await goods_of(session, partner, points=20, fen=100)
    await session.commit()
    kept, back = await market.redeemed(goods), await market.redeemed(goods)
    path, body = f"/redemptions/{back['id']}/refund", {"reason": "破损"}
    assert await market.refused("partner", "POST", path, json=body) == (409, "illegal_step")
    for order in (kept, back):
        assert (await market.handed_over(order["pick_up_code"])).status_code == 201
    assert (await market.refused("grid_chief", "POST", path, json=body))[0] == 403
    assert await market.refused("far_community_worker", "POST", path, json=body) == (
        404,
        "not_found",
    )
    done = await market.done("community_worker", "POST", path, json=body)
    assert done["state"] == "refunded"
    assert await market.refused("partner", "POST", path, json=body) == (409, "illegal_step")
    assert await market.card() == (80, 0)
    assert await balance_of(session, f"partner/{partner.id}") == 20
    assert await balance_of(session, f"cash/{partner.id}", Ledger.MONEY) == 100
    assert await stock_of(session, goods) == (8, 2)
    path = f"/redemptions/{kept['id']}/refund"
    await market.done("partner", "POST", path, json={**body, "restock": True})
    assert await stock_of(session, goods) == (9, 1)
    assert await balance_of(session, f"partner/{partner.id}") == 0
    assert await told(session, "redemption_refunded") == [back["id"], kept["id"]]
    assert not await verify(session)


async def test_what_was_no_good_leaves_room_for_another(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    goods = await goods_of(session, partner, points=10, stock=3, limit_total=1)
    await session.commit()
    for left in (2, 1):
        order = await market.redeemed(goods)
        assert (await market.handed_over(order["pick_up_code"])).status_code == 201
        assert (await market.redeem(goods)).json()["code"] == "goods_limit_reached"
        path = f"/redemptions/{order['id']}/refund"
        await market.done("community_worker", "POST", path, json={"reason": "破损"})
        assert await stock_of(session, goods) == (left, 3 - left)


async def test_lists_by_state_say_what_the_cases_say(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    goods = await goods_of(session, partner, points=1)
    await session.commit()
    made = [await market.redeemed(goods) for _ in range(4)]
    for order in made[:2]:
        assert (await market.handed_over(order["pick_up_code"])).status_code == 201
    path = f"/redemptions/{made[0]['id']}/refund"
    await market.done("partner", "POST", path, json={"reason": "破损"})
    await market.done("resident", "POST", f"/redemptions/{made[2]['id']}/cancellation", json={})
    states = ("refunded", "fulfilled", "cancelled", "reserved")
    for order, state in zip(made, states, strict=True):
        listed = await market.done("community_worker", "GET", f"/redemptions?state={state}")
        assert [each["id"] for each in listed["items"]] == [order["id"]]
    said = select(Redemption.state, Case.state).join(Redemption.case)
    assert all(copied == true for copied, true in await session.execute(said))


async def test_an_order_says_where_it_is_fetched(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    goods = await goods_of(session, partner)
    await session.commit()
    order = await market.redeemed(goods)
    shown = await market.done("resident", "GET", f"/redemptions/{order['id']}")
    assert (shown["pick_up_place"], shown["pick_up_hours"]) == ("东苑店", "9 时至 18 时")


async def test_staff_of_the_community_see_their_scope_for_whatever_organisation(
    market: Market, partner: Partner, session: AsyncSession, cast: Cast
) -> None:
    goods = await goods_of(session, partner)
    await session.commit()
    order = await market.redeemed(goods)
    theirs = Posting.person_id == cast.people["community_worker"]
    elsewhere = select(Posting.organisation_id).where(
        Posting.person_id == cast.people["far_partner"]
    )
    of_office = update(Posting).where(theirs)
    organisation = (await session.scalars(elsewhere)).one()
    await session.execute(
        of_office.values(organisation_id=organisation),
        execution_options={"synchronize_session": False},
    )
    await session.commit()
    listed = await market.done("community_worker", "GET", "/redemptions")
    assert [each["id"] for each in listed["items"]] == [order["id"]]
    path = f"/redemptions/{order['id']}/refund"
    refused = await market.refused("community_worker", "POST", path, json={"reason": "破损"})
    assert refused == (409, "illegal_step")


async def test_what_is_sold_out_dear_or_limited_is_refused_whole(
    market: Market, partner: Partner, session: AsyncSession, cast: Cast
) -> None:
    dear = await goods_of(session, partner, points=101)
    few = await goods_of(session, partner, points=1, stock=1)
    once = await goods_of(session, partner, points=1, limit_total=1)
    known = await goods_of(session, partner, points=1, min_level=3)
    await session.commit()
    answer = await market.redeem(dear)
    assert (answer.status_code, answer.json()["code"]) == (409, "balance_too_low")
    assert (answer.json()["balance"], answer.json()["available"]) == (100, 100)
    assert await stock_of(session, dear) == (10, 0)
    assert (await market.redeem(few)).status_code == 201
    assert (await market.redeem(few, "same_building")).json()["code"] == "sold_out"
    assert (await market.redeem(once)).status_code == 201
    assert (await market.redeem(once)).json()["code"] == "goods_limit_reached"
    assert (await market.redeem(once, "same_building")).status_code == 201
    refused = await market.redeem(known)
    assert (refused.status_code, refused.json()["code"]) == (403, "identity_level_too_low")
    assert (await market.redeem(UUID(int=7))).status_code == 404
    changed = await market.redeem(once, "newcomer", edition_number=2)
    assert (changed.status_code, changed.json()["code"]) == (409, "goods_changed")
    assert await market.card() == (100, 2)
