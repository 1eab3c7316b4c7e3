"""Stalls without a network: what a device can check, and what comes of what it sends later."""

import base64
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.checker import verify
from shequ_api.blocks.ledger.models import Ledger
from shequ_api.features.partners.models import Partner
from shequ_api.features.pick_up_codes.codes import code_in, proof_of
from shequ_api.features.stall_records.syncing import UNKNOWN_KEPT
from shequ_api.kit.clock import utc_now
from tests.features.redemptions.market import (
    Market,
    balance_of,
    goods_of,
    noted,
    shifted,
    stock_of,
)


async def test_a_device_knows_a_code_by_the_keys_of_its_stall(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    goods = await goods_of(session, partner, pick_up_days=3)
    await session.commit()
    order = await market.redeemed(goods, quantity=2)
    code = code_in(order["scanned_code"])
    assert code is not None
    ring = await market.done("partner", "GET", "/stall/keys")
    keys = {each["last_day"]: base64.urlsafe_b64decode(each["key"] + "=") for each in ring["keys"]}
    holding = [
        day for day, key in keys.items() if proof_of(key, code.number, goods, 2) == code.proof
    ]
    last_day = date.fromisoformat(order["pick_up_until"][:10]) - timedelta(days=1)
    assert holding == [last_day.isoformat()]
    assert not any(proof_of(key, code.number, goods, 3) == code.proof for key in keys.values())
    other = await market.done("far_partner", "GET", "/stall/keys")
    assert not {each["key"] for each in other["keys"]} & {each["key"] for each in ring["keys"]}
    assert await market.refused("resident", "GET", "/stall/keys") == (403, "permission_missing")


async def test_a_batch_is_answered_record_by_record_and_twice_alike(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    goods = await goods_of(session, partner, points=10)
    await session.commit()
    good, gone, other, twice = [await market.redeemed(goods) for _ in range(4)]
    await market.done("resident", "POST", f"/redemptions/{gone['id']}/cancellation", json={})
    strange = "2222-2222-2222"
    records = [
        noted(good["pick_up_code"]),
        noted(gone["pick_up_code"]),
        noted(other["pick_up_code"], quantity=2),
        noted(twice["scanned_code"], goods_id=str(goods), quantity=1),
        noted(twice["pick_up_code"]),
        noted(strange),
    ]
    answers = await market.sent(*records)
    assert [each["outcome"] for each in answers] == [
        *("fulfilled", "cancelled", "mismatch", "fulfilled", "elsewhere", "unknown")
    ]
    assert await market.sent(*records) == answers
    assert await market.card() == (80, 10)
    assert await balance_of(session, f"partner/{partner.id}") == 20
    # The same id with another code is another record.
    changed = {**records[0], "code": other["pick_up_code"]}
    assert (await market.sent(changed))[0]["outcome"] is None
    # The same code under the same id, sent with a network again, is the same handing over.
    path = f"/stall-records/{records[0]['id']}"
    again = await market.ask("partner", "PUT", path, json={"code": good["pick_up_code"]})
    assert (again.status_code, again.json()["outcome"]) == (200, "fulfilled")
    listed = await market.done("community_worker", "GET", "/stall-records?conflicts=true")
    assert {each["outcome"] for each in listed["items"]} == {
        *("cancelled", "mismatch", "elsewhere", "unknown")
    }
    mine = await market.done("partner", "GET", "/stall-records")
    assert len(mine["items"]) == 6
    assert not (await market.done("far_partner", "GET", "/stall-records"))["items"]
    assert not await verify(session)


async def test_what_was_handed_over_in_time_is_fulfilled_after_the_pick_up(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    goods = await goods_of(session, partner, points=10, pick_up_days=1)
    await session.commit()
    order, late = await market.redeemed(goods), await market.redeemed(goods)
    codes = {}
    for each in (order, late):
        await shifted(session, each["id"], days=2)
        seen = await market.done("resident", "GET", f"/redemptions/{each['id']}")
        codes[each["id"]] = seen["pick_up_code"]
    at_stall = await market.handed_over(codes[order["id"]])
    assert (at_stall.status_code, at_stall.json()["code"]) == (409, "pick_up_over")
    # A device whose clock is a year behind says how long ago it was, all the same.
    wrong = utc_now() - timedelta(days=365)
    [in_time, too_late] = await market.sent(
        noted(codes[order["id"]], wrong - timedelta(hours=25)),
        noted(codes[late["id"]], wrong),
        at=wrong,
    )
    assert (in_time["outcome"], too_late["outcome"]) == ("fulfilled", "untimely")
    assert await balance_of(session, f"partner/{partner.id}") == 10
    assert not await verify(session)


async def test_the_community_settles_what_did_not_fit(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    goods = await goods_of(session, partner, points=10, fen=50)
    await session.commit()
    gone, wrong, strange = [await market.redeemed(goods) for _ in range(3)]
    await market.done("resident", "POST", f"/redemptions/{gone['id']}/cancellation", json={})
    records = [
        *(noted(gone["pick_up_code"]), noted(gone["pick_up_code"])),
        *(noted(wrong["pick_up_code"], quantity=3), noted("2222-2222-2222")),
        noted(strange["pick_up_code"]),
    ]
    await market.sent(*records)
    paths = [f"/stall-records/{each['id']}/settlement" for each in records]
    charge, drop = [{"settlement": each, "note": "已核实"} for each in ("charged", "dropped")]
    assert (await market.refused("partner", "POST", paths[0], json=charge))[0] == 403
    assert (await market.refused("far_community_worker", "POST", paths[0], json=charge))[0] == 404
    done = await market.done("community_worker", "POST", paths[0], json=charge)
    assert (done["settlement"], done["note"]) == ("charged", "已核实")
    again = await market.refused("community_worker", "POST", paths[1], json=charge)
    assert again == (409, "not_chargeable")
    await market.done("community_worker", "POST", paths[1], json=drop)
    await market.done("community_worker", "POST", paths[2], json=charge)
    refused = await market.refused("community_worker", "POST", paths[3], json=charge)
    assert refused == (409, "not_chargeable")
    await market.done("community_worker", "POST", paths[3], json=drop)
    for path in paths:
        answer = await market.refused("community_worker", "POST", path, json=drop)
        assert answer == (409, "nothing_to_settle")
    listed = await market.done("community_worker", "GET", "/stall-records?conflicts=true")
    assert not listed["items"]
    # Three were paid: the one in time, the cancelled one anew, the one that was still held.
    assert await market.card() == (70, 0)
    assert await balance_of(session, f"partner/{partner.id}") == 30
    assert await balance_of(session, f"cash/{partner.id}", Ledger.MONEY) == 150
    assert not await verify(session)


async def test_what_was_let_go_and_handed_over_is_ordered_again(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    """Charged, it has taken stock and room, reads as handed over, and can be taken back."""
    goods = await goods_of(session, partner, points=30, fen=50, stock=1, limit_total=1)
    await session.commit()
    order = await market.redeemed(goods)
    await market.done("resident", "POST", f"/redemptions/{order['id']}/cancellation", json={})
    record = noted(order["pick_up_code"])
    await market.sent(record)
    charge = {"settlement": "charged", "note": "已核实"}
    path = f"/stall-records/{record['id']}/settlement"
    await market.done("community_worker", "POST", path, json=charge)
    assert await stock_of(session, goods) == (0, 1)
    assert await market.card() == (70, 0)
    assert (await market.redeem(goods)).json()["code"] == "goods_limit_reached"
    shown = await market.done("resident", "GET", f"/redemptions/{order['id']}")
    assert (shown["state"], shown["pick_up_code"]) == ("fulfilled", None)
    back = {"reason": "破损", "restock": True}
    await market.done("community_worker", "POST", f"/redemptions/{order['id']}/refund", json=back)
    assert await market.card() == (100, 0)
    assert await stock_of(session, goods) == (1, 0)
    assert await balance_of(session, f"partner/{partner.id}") == 0
    assert await balance_of(session, f"cash/{partner.id}", Ledger.MONEY) == 0
    assert not await verify(session)


async def test_what_the_stock_has_no_more_is_counted_up_first(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    goods = await goods_of(session, partner, points=30, stock=1)
    await session.commit()
    order = await market.redeemed(goods)
    await market.done("resident", "POST", f"/redemptions/{order['id']}/cancellation", json={})
    await market.redeemed(goods, "same_building")
    record = noted(order["pick_up_code"])
    await market.sent(record)
    charge = {"settlement": "charged", "note": "已核实"}
    path = f"/stall-records/{record['id']}/settlement"
    await market.done("community_worker", "POST", path, json=charge)
    assert await stock_of(session, goods) == (0, 2)
    moves = await market.done("partner", "GET", f"/goods/{goods}/stock-moves")
    assert [(each["change"], each["reason"]) for each in moves["items"]] == [(1, "counted")]


async def test_an_order_that_the_clock_has_not_ended_yet_is_told_so(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    goods = await goods_of(session, partner)
    await session.commit()
    order = await market.redeemed(goods)
    record = noted(order["pick_up_code"], quantity=2)
    await market.sent(record)
    await shifted(session, order["id"], days=60)
    path = f"/stall-records/{record['id']}/settlement"
    charge = {"settlement": "charged", "note": "已核实"}
    refused = await market.refused("community_worker", "POST", path, json=charge)
    assert refused == (409, "order_not_yet_expired")


async def test_codes_of_nobody_fill_no_list(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    goods = await goods_of(session, partner, points=10)
    await session.commit()
    order = await market.redeemed(goods)
    invented = [noted("2222-2222-2222") for _ in range(49)]
    answers = await market.sent(*invented, noted(order["pick_up_code"]))
    assert {each["outcome"] for each in answers[:-1]} == {"unknown"}
    assert [each["kept"] for each in answers].count(True) == UNKNOWN_KEPT + 1
    assert (answers[-1]["kept"], answers[-1]["outcome"]) == (True, "fulfilled")
    more = await market.sent(*[noted("3333-3333-3333") for _ in range(50)])
    assert not any(each["kept"] for each in more)
    # The same again is answered as before, and there is room once the community has spoken.
    assert await market.sent(*invented[:2]) == answers[:2]
    drop = {"settlement": "dropped", "note": "无此订单"}
    path = f"/stall-records/{invented[0]['id']}/settlement"
    await market.done("community_worker", "POST", path, json=drop)
    later = await market.sent(*invented[UNKNOWN_KEPT : UNKNOWN_KEPT + 2])
    assert [each["kept"] for each in later] == [True, False]
