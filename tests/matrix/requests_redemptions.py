"""How to ask about orders, and about what a stall hands over."""

from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.matrix.asking import Ask, Case, at, by, listed, mine, mine_listed, once, own_or

WHY = {"reason": "核实"}


def _recorded(case: Case) -> Ask:
    return Ask({"record_id": str(new_id())}, body={"code": case.world.facts["pick_up_code"]})


def _sent(case: Case) -> Ask:
    now = utc_now().isoformat()
    record = {"id": str(new_id()), "code": case.world.facts["pick_up_code"], "handed_over_at": now}
    return Ask(body={"sent_at": now, "records": [record]})


OPERATIONS = {
    "redeem_goods": at(lambda s: Ask(body={"goods_id": s.of("mall_goods")}), "mall_goods"),
    "list_my_redemptions": mine_listed("order", "order"),
    "get_redemption": mine("order", "redemption_id", "order"),
    "cancel_redemption": own_or("order", "redemption_id", "order", {}),
    "list_redemptions": listed("order"),
    "withdraw_redemption": own_or("stall_order", "redemption_id", "order", WHY),
    "refund_redemption": by("redemption_id", "fetched_order", WHY),
    "refund_redemption:stall": own_or("stall_fetched", "redemption_id", "fetched_order", WHY),
    "get_stall_keys": once(lambda _: Ask()),
    "record_fulfilment": once(_recorded),
    "send_stall_records": once(_sent),
    "list_stall_records": listed("stall_conflict"),
    "settle_stall_record": by(
        "record_id", "stall_conflict", {"settlement": "dropped", "note": "核实"}
    ),
}
