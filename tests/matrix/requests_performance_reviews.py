"""How to ask about schemes, months, reviews and disputes."""

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
from tests.matrix.planting_performance_reviews import INDICATOR

SCHEME: dict[str, Any] = {"title": "考核", "indicators": [INDICATOR]}
VALID = {"valid_from": "2199-01-01"}
MATCH = {"If-Match": "*"}
REASON = {"reason": "重复下达"}
DISPUTE = {"text": "当天停电"}
ANSWER = {"accepted": False, "answer": "未见异常"}


def _days(case: Case) -> list[Ask]:
    """A month whose days are known: the one before this."""
    site = case.site
    if not (review := site.of("performance_review")):
        return []
    body = {"effect": "excluded", "subject_id": site.of("performance_row"), **REASON}
    return [Ask({"review_id": review}, body=body)]


def _whole_days(case: Case) -> list[Ask]:
    site = case.site
    if not (month := site.of("performance_month")):
        return []
    day = site.of("performance_day")
    return [Ask({"month_id": month}, body={"first_on": day, "last_on": day, **REASON})]


def _withdraw(case: Case) -> list[Ask]:
    site = case.site
    if not (review := site.of("performance_review")):
        return []
    path = {"review_id": review, "correction_id": site.of("performance_correction")}
    return [Ask(path)]


OPERATIONS = {
    "list_performance_measures": once(lambda case: Ask()),
    "list_performance_schemes": listed("performance_scheme"),
    "draw_performance_scheme": once(lambda case: Ask(body=SCHEME)),
    "get_performance_scheme": by("scheme_id", "performance_scheme"),
    "change_performance_scheme": at(
        lambda s: Ask({"scheme_id": s.of("performance_scheme")}, body=SCHEME, headers=MATCH),
        "performance_scheme",
    ),
    "publish_performance_scheme": by("scheme_id", "performance_scheme", VALID),
    "list_performance_months": listed("performance_month"),
    "list_performance_trials": listed_at(
        "performance_review", {"month_id": "performance_month"}, scheme_id="performance_scheme"
    ),
    "list_performance_reviews": listed("performance_review"),
    "list_my_performance_reviews": mine_listed("performance_review", "performance_review"),
    "get_performance_review": by("review_id", "performance_review"),
    "get_performance_review:own": mine("performance_review", "review_id", "performance_review"),
    "list_performance_rows": at(
        lambda s: Ask(
            {"review_id": s.of("performance_review")},
            {"measure": "check_ins_believed"},
            rows=frozenset({s.of("performance_row")} - {""}),
        ),
        "performance_review",
    ),
    "list_performance_rows:own": Operation(
        lambda case: [
            Ask({"review_id": thing}, {"measure": "check_ins_believed"})
            for thing in [
                case.own("performance_review")
                if case.inside
                else case.site.of("performance_review")
            ]
            if thing
        ]
    ),
    "correct_performance_review": Operation(_days),
    "correct_performance_month": Operation(_whole_days),
    "withdraw_performance_correction": Operation(_withdraw),
    "list_performance_adjustments": at(
        lambda s: Ask(
            {"review_id": s.of("performance_review")},
            rows=frozenset({s.of("performance_adjustment")} - {""}),
        ),
        "performance_review",
    ),
    "list_performance_adjustments:own": mine(
        "performance_review", "review_id", "performance_review"
    ),
    "dispute_performance_review": by("review_id", "performance_review", DISPUTE),
    "dispute_performance_review:own": mine(
        "performance_review", "review_id", "performance_review", DISPUTE
    ),
    "list_disputes_of_performance_review": listed_at(
        "performance_dispute", {"review_id": "performance_review"}
    ),
    "list_disputes_of_performance_review:own": mine(
        "performance_review", "review_id", "performance_review"
    ),
    "list_performance_disputes": listed("performance_dispute"),
    "get_performance_dispute": by("dispute_id", "performance_dispute"),
    "get_performance_dispute:own": mine("performance_dispute", "dispute_id", "performance_dispute"),
    "answer_performance_dispute": by("dispute_id", "performance_dispute", ANSWER),
    "freeze_performance_month": by("month_id", "performance_over"),
    "ask_performance_reopening": by("month_id", "performance_frozen", REASON),
    "agree_performance_reopening": by("month_id", "performance_asked"),
}
