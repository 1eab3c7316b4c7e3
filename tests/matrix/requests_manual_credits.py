"""How to ask about points that are credited by hand."""

from tests.matrix.asking import Ask, at, by, listed, mine_listed, once

WHY = {"amount_points": 2, "reason": "other", "note": "补发"}
LIMITS = {"per_receiver_month": 400, "per_asker_day": 1000}
NO = {"note": "不属实"}


OPERATIONS = {
    "list_manual_credits": listed("asked_credit"),
    "ask_for_manual_credit": at(lambda s: Ask(body={"person_id": s.of("lodger"), **WHY}), "lodger"),
    "get_manual_credit": by("credit_id", "asked_credit"),
    "approve_manual_credit": at(
        lambda s: Ask({"credit_id": s.of("asked_credit")}, body={}),
        "asked_credit",
    ),
    "decline_manual_credit": by("credit_id", "asked_credit", NO),
    "withdraw_manual_credit": by("credit_id", "asked_credit"),
    "reverse_manual_credit": at(
        lambda s: Ask({"credit_id": s.of("given_credit")}, body=NO),
        "given_credit",
    ),
    "list_my_manual_credits": mine_listed("given_credit", "given_credit"),
    "get_manual_credit_limits": once(lambda _: Ask()),
    "set_manual_credit_limits": once(lambda _: Ask(body=LIMITS)),
}
