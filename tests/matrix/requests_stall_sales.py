"""How to ask about sales at stalls."""

from shequ_api.kit.ids import new_id
from tests.matrix.asking import Ask, Case, by, listed, mine_listed, once, own_or
from tests.matrix.requests_redemptions import WHY


def _sold(case: Case) -> Ask:
    body = {
        "goods_id": case.world.own["goods:partner"],
        "edition_number": 1,
        "amount_points": 30,
        "code": case.world.facts["stall_code"],
    }
    return Ask({"sale_id": str(new_id())}, body=body)


OPERATIONS = {
    "show_stall_code": once(lambda _: Ask()),
    "sell_at_stall": once(_sold),
    "list_my_stall_sales": mine_listed("sale", "stall_sale"),
    "list_stall_sales": listed("stall_sale"),
    "refund_stall_sale": by("sale_id", "stall_sale", WHY),
    "refund_stall_sale:stall": own_or("stall_sale", "sale_id", "stall_sale", WHY),
}
