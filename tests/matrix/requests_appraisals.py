"""How to ask about schemes, months, appraisals and disputes."""

from typing import Any

from tests.matrix.asking import (
    Ask,
    Case,
    Operation,
    at,
    by,
    listed,
    listed_at,
    mine,
    mine_listed,
    once,
)
from tests.matrix.planting_appraisals import INDICATOR

SCHEME: dict[str, Any] = {"title": "考核", "indicators": [INDICATOR]}
VALID = {"valid_from": "2199-01-01"}
MATCH = {"If-Match": "*"}
REASON = {"reason": "重复下达"}
DISPUTE = {"text": "当天停电"}
ANSWER = {"accepted": False, "answer": "未见异常"}


def _days(case: Case) -> list[Ask]:
    """A month whose days are known: the one before this."""
    site = case.site
    if not (appraisal := site.of("appraisal")):
        return []
    body = {"effect": "excluded", "subject_id": site.of("appraisal_row"), **REASON}
    return [Ask({"appraisal_id": appraisal}, body=body)]


def _withdraw(case: Case) -> list[Ask]:
    site = case.site
    if not (appraisal := site.of("appraisal")):
        return []
    path = {"appraisal_id": appraisal, "correction_id": site.of("appraisal_correction")}
    return [Ask(path)]


OPERATIONS = {
    "list_appraisal_measures": once(lambda case: Ask()),
    "list_appraisal_schemes": listed("appraisal_scheme"),
    "draw_appraisal_scheme": once(lambda case: Ask(body=SCHEME)),
    "get_appraisal_scheme": by("scheme_id", "appraisal_scheme"),
    "change_appraisal_scheme": at(
        lambda s: Ask({"scheme_id": s.of("appraisal_scheme")}, body=SCHEME, headers=MATCH),
        "appraisal_scheme",
    ),
    "publish_appraisal_scheme": by("scheme_id", "appraisal_scheme", VALID),
    "list_appraisal_months": listed("appraisal_month"),
    "list_appraisal_trials": listed_at(
        "appraisal", {"month_id": "appraisal_month"}, scheme_id="appraisal_scheme"
    ),
    "list_appraisals": listed("appraisal"),
    "list_my_appraisals": mine_listed("appraisal", "appraisal"),
    "get_appraisal": by("appraisal_id", "appraisal"),
    "get_appraisal:own": mine("appraisal", "appraisal_id", "appraisal"),
    "list_appraisal_rows": at(
        lambda s: Ask(
            {"appraisal_id": s.of("appraisal")},
            {"measure": "check_ins_believed"},
            rows=frozenset({s.of("appraisal_row")} - {""}),
        ),
        "appraisal",
    ),
    "list_appraisal_rows:own": Operation(
        lambda case: [
            Ask({"appraisal_id": thing}, {"measure": "check_ins_believed"})
            for thing in [case.own("appraisal") if case.inside else case.site.of("appraisal")]
            if thing
        ]
    ),
    "correct_appraisal": Operation(_days),
    "withdraw_appraisal_correction": Operation(_withdraw),
    "dispute_appraisal": by("appraisal_id", "appraisal", DISPUTE),
    "dispute_appraisal:own": mine("appraisal", "appraisal_id", "appraisal", DISPUTE),
    "list_disputes_of_appraisal": listed_at("appraisal_dispute", {"appraisal_id": "appraisal"}),
    "list_disputes_of_appraisal:own": mine("appraisal", "appraisal_id", "appraisal"),
    "list_appraisal_disputes": listed("appraisal_dispute"),
    "answer_appraisal_dispute": by("dispute_id", "appraisal_dispute", ANSWER),
    "freeze_appraisal_month": by("month_id", "appraisal_over"),
    "ask_appraisal_reopening": by("month_id", "appraisal_frozen", REASON),
    "agree_appraisal_reopening": by("month_id", "appraisal_asked"),
}
