"""How to ask about orders, and about what a stall hands over."""

from typing import Any

from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.matrix.asking import Ask, Case, Operation, at, listed, mine, mine_listed, once

WHY = {"reason": "核实"}


def keyed() -> dict[str, str]:
    return {"Idempotency-Key": str(new_id())}


def moved(name: str, thing: str, body: Any) -> Operation:
    """A POST that moves points, at a site's thing."""
    return at(lambda site: Ask({name: site.of(thing)}, body=body, headers=keyed()), thing)


def own_moved(kind: str, name: str, others: str, body: Any) -> Operation:
    """The same at one's own; whoever has none asks for that of the site."""

    def make(case: Case) -> list[Ask]:
        thing = (case.own(kind) if case.inside else "") or case.site.of(others)
        return [Ask({name: thing}, body=body, headers=keyed())] if thing else []

    return Operation(make)


def _recorded(case: Case) -> Ask:
    return Ask({"record_id": str(new_id())}, body={"code": case.world.facts["pick_up_code"]})


def _sent(case: Case) -> Ask:
    now = utc_now().isoformat()
    record = {"id": str(new_id()), "code": case.world.facts["pick_up_code"], "handed_over_at": now}
    return Ask(body={"sent_at": now, "records": [record]}, headers=keyed())


OPERATIONS = {
    "redeem_goods": at(
        lambda s: Ask(body={"goods_id": s.of("mall_goods")}, headers=keyed()), "mall_goods"
    ),
    "list_my_redemptions": mine_listed("order", "order"),
    "get_redemption": mine("order", "redemption_id", "order"),
    "cancel_redemption": own_moved("order", "redemption_id", "order", {}),
    "list_redemptions": listed("order"),
    "withdraw_redemption": own_moved("stall_order", "redemption_id", "order", WHY),
    "refund_redemption": moved("redemption_id", "fetched_order", WHY),
    "refund_redemption:stall": own_moved("stall_fetched", "redemption_id", "fetched_order", WHY),
    "get_stall_keys": once(lambda _: Ask()),
    "record_fulfilment": once(_recorded),
    "send_stall_records": once(_sent),
    "list_stall_records": listed("stall_conflict"),
    "settle_stall_record": moved(
        "record_id", "stall_conflict", {"settlement": "dropped", "note": "核实"}
    ),
}
