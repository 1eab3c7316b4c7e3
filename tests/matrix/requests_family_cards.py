"""How to ask about family cards."""

from shequ_api.kit.ids import new_id
from tests.matrix.asking import Ask, Operation, mine, once


def _keyed(body: dict[str, object] | None = None) -> Operation:
    return once(lambda _: Ask(body=body, headers={"Idempotency-Key": str(new_id())}))


OPERATIONS = {
    "open_family_card": _keyed(),
    "get_my_family_card": once(lambda _: Ask()),
    "show_family_card_code": once(lambda _: Ask()),
    "join_family_card": _keyed({"code": "K7WM-2PXD"}),
    "pay_into_family_card": _keyed({"amount_points": 1}),
    "limit_family_member": mine(
        "family_member", "member_id", "family_member", {"day_limit_points": 5}
    ),
    "end_family_membership": mine("family_member", "member_id", "family_member"),
    "list_family_card_lines": once(lambda _: Ask(query={"limit": "100"})),
}
