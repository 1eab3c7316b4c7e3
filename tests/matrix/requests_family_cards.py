"""How to ask about family cards."""

from tests.matrix.asking import Ask, mine, once

OPERATIONS = {
    "open_family_card": once(lambda _: Ask()),
    "get_my_family_card": once(lambda _: Ask()),
    "show_family_card_code": once(lambda _: Ask()),
    "join_family_card": once(lambda _: Ask(body={"code": "K7WM-2PXD"})),
    "pay_into_family_card": once(lambda _: Ask(body={"amount_points": 1})),
    "limit_family_member": mine(
        "family_member", "member_id", "family_member", {"day_limit_points": 5}
    ),
    "end_family_membership": mine("family_member", "member_id", "family_member"),
    "list_family_card_lines": once(lambda _: Ask(query={"limit": "100"})),
}
