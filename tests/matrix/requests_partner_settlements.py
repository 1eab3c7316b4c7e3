"""How to ask about settlement statements and their lines."""

from tests.matrix.asking import Ask, at, by, listed, own_or
from tests.matrix.requests_redemptions import WHY

OPERATIONS = {
    "draft_statement": at(
        lambda s: Ask(body={"partner_id": s.of("suspended_partner")}),
        "suspended_partner",
    ),
    "list_statements": listed("statement"),
    "get_statement": by("statement_id", "statement"),
    "list_statement_lines": by("statement_id", "statement"),
    "reconcile_statement": by("statement_id", "statement"),
    "confirm_statement": own_or("statement", "statement_id", "statement"),
    "prepare_payment": by("statement_id", "confirmed_statement"),
    "pay_statement": by("statement_id", "prepared_statement", {"reference": "转账 31"}),
    "dispute_line": own_or("line", "line_id", "statement_line", WHY),
    "decide_dispute": by("line_id", "disputed_line", {"upheld": False, **WHY}),
    "correct_line": by("line_id", "statement_line", {"points": -1, **WHY}),
}
