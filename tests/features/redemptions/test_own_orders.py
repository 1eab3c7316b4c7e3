"""Whoever stands at a stall hands nothing over to themselves, with a network or without."""

from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.blocks.ledger.checker import verify
from shequ_api.features.partners.models import Partner
from shequ_api.features.redemptions.models import Redemption, StallRecord
from tests.cast import Cast
from tests.features.redemptions.market import Market, balance_of, goods_of, noted

OWN = "own_side"


async def ordered_by(session: AsyncSession, order_id: str, person_id: UUID) -> None:
    """As if somebody else had ordered it."""
    theirs = update(Redemption).where(Redemption.id == UUID(order_id))
    await session.execute(theirs.values(person_id=person_id))
    await session.commit()


@pytest.mark.parametrize("merged", [False, True], ids=["own account", "merged account"])
async def test_an_own_order_sent_later_is_kept_for_the_community(
    market: Market, partner: Partner, session: AsyncSession, cast: Cast, merged: bool
) -> None:
    """As with a network it is not fulfilled; the rest of the batch is, and nothing is lost."""
    goods = await goods_of(session, partner, points=10)
    await session.commit()
    before, own, after = [await market.redeemed(goods) for _ in range(3)]
    seller = cast.people["partner"]
    if merged:
        other = cast.people["same_building"]
        await ordered_by(session, own["id"], other)
        await session.execute(
            update(Person).where(Person.id == other).values(merged_into_id=seller)
        )
        await session.commit()
    else:
        await ordered_by(session, own["id"], seller)
    assert (await market.handed_over(own["pick_up_code"])).json()["code"] == OWN
    records = [noted(each["pick_up_code"]) for each in (before, own, after)]
    answers = await market.sent(*records)
    assert [(each["kept"], each["outcome"]) for each in answers] == [
        *((True, "fulfilled"), (True, OWN), (True, "fulfilled"))
    ]
    assert await market.sent(*records) == answers
    assert await balance_of(session, f"partner/{partner.id}") == 20
    kept = await session.get_one(StallRecord, UUID(records[1]["id"]))
    assert kept.redemption_id == UUID(own["id"])
    listed = await market.done("community_worker", "GET", "/stall-records?conflicts=true")
    assert [each["id"] for each in listed["items"]] == [records[1]["id"]]
    # The community looks at it, and says that it was handed over all the same.
    charge = {"settlement": "charged", "note": "已核实"}
    path = f"/stall-records/{records[1]['id']}/settlement"
    await market.done("community_worker", "POST", path, json=charge)
    assert await balance_of(session, f"partner/{partner.id}") == 30
    assert not await verify(session)


async def test_an_own_order_that_is_over_says_so_first(
    market: Market, partner: Partner, session: AsyncSession, cast: Cast
) -> None:
    goods = await goods_of(session, partner, points=10)
    await session.commit()
    own = await market.redeemed(goods)
    await market.done("resident", "POST", f"/redemptions/{own['id']}/cancellation", json={})
    await ordered_by(session, own["id"], cast.people["partner"])
    [answer] = await market.sent(noted(own["pick_up_code"]))
    assert answer["outcome"] == "cancelled"


@pytest.mark.parametrize("side", ["sent it", "ordered it"])
async def test_nobody_settles_a_conflict_of_their_own(
    market: Market, partner: Partner, session: AsyncSession, cast: Cast, side: str
) -> None:
    goods = await goods_of(session, partner, points=10)
    await session.commit()
    order = await market.redeemed(goods)
    record = noted(order["pick_up_code"], quantity=2)
    await market.sent(record)
    staff = cast.people["community_worker"]
    if side == "ordered it":
        await ordered_by(session, order["id"], staff)
    else:
        theirs = update(StallRecord).where(StallRecord.id == UUID(record["id"]))
        await session.execute(theirs.values(sent_by_id=staff))
        await session.commit()
    path = f"/stall-records/{record['id']}/settlement"
    for settlement in ("charged", "dropped"):
        said = {"settlement": settlement, "note": "已核实"}
        assert await market.refused("community_worker", "POST", path, json=said) == (403, OWN)
