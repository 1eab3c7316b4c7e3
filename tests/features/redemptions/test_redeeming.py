"""Ordering and handing over, over HTTP."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.blocks.ledger.checker import verify
from shequ_api.blocks.ledger.models import Ledger, Transfer
from shequ_api.features.partners.models import Partner
from shequ_api.features.redemptions.models import Redemption
from shequ_api.kit.ids import new_id
from tests.features.redemptions.market import Market, balance_of, goods_of, stock_of


async def test_an_order_is_held_and_handed_over_once(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    goods = await goods_of(session, partner, points=30, fen=250)
    await session.commit()
    order = await market.redeemed(goods, quantity=2)
    assert (order["state"], order["amount_points"], order["amount_fen"]) == ("reserved", 60, 500)
    assert await market.card() == (100, 60)
    assert await stock_of(session, goods) == (8, 2)
    record = new_id()
    done = await market.handed_over(order["pick_up_code"].lower().replace("-", " "), record)
    assert (done.status_code, done.json()["outcome"]) == (201, "fulfilled")
    again = await market.handed_over(order["scanned_code"], record)
    assert again.status_code == 200 and again.json() == done.json()
    other = await market.handed_over(order["pick_up_code"])
    assert (other.status_code, other.json()["code"]) == (409, "illegal_step")
    assert await market.card() == (40, 0)
    assert await balance_of(session, f"partner/{partner.id}") == 60
    assert await balance_of(session, f"cash/{partner.id}", Ledger.MONEY) == 500
    kept = await session.get_one(Redemption, UUID(order["id"]))
    moved = await session.get_one(Transfer, kept.transfer_id)
    assert (moved.reference_kind, moved.reference_id, moved.amount) == ("redemption", kept.id, 60)
    shown = await market.done("resident", "GET", f"/redemptions/{order['id']}")
    assert (shown["state"], shown["pick_up_code"]) == ("fulfilled", None)
    told = select(Event.facts).where(Event.name == "redemption_fulfilled")
    assert (await session.scalars(told)).one()["subject_id"] == order["id"]
    assert not await verify(session)
