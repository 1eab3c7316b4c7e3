"""How to ask about the rules of earning, what was earned by them, and what is taken back."""

from shequ_api.features.earning_rules.seed import DEFAULTS
from tests.matrix.asking import Ask, Case, Operation, at, by, listed_at, mine, mine_listed, once

RULE = {
    "fact": "ticket_settled",
    "earner": "settler",
    "title": "新规则",
    "points": 5,
    "caps": [{"per": "day", "points": 50}],
}
PERIOD = {"first_on": "2026-11-01", "last_on": "2026-11-30"}


def _everywhere(_: Case) -> list[Ask]:
    return [Ask({"rule_id": str(rule_id)}) for rule_id in DEFAULTS]


OPERATIONS = {
    "list_earning_rules": listed_at("rule", community_id="community"),
    "set_earning_rule": at(lambda s: Ask(body={"community_id": s.community, **RULE}), "community"),
    "end_earning_rule": by("rule_id", "rule"),
    "end_earning_rule:everywhere": Operation(_everywhere),
    "promote_earning_rule": by("rule_id", "shadow_rule"),
    "get_earning_shadow_results": by("rule_id", "shadow_rule"),
    "try_earning_rule": at(
        lambda s: Ask(body={"rule": {"community_id": s.community, **RULE}, **PERIOD}), "community"
    ),
    "try_earning_rule:rule": at(lambda s: Ask(body={"rule_id": s.of("rule"), **PERIOD}), "rule"),
    "explain_points_card_line": mine("earned_transfer", "transfer_id", "earned_transfer"),
    "explain_points_of_subject": mine("earned_subject", "subject_id", "earned_subject"),
    "list_clawback_policies": listed_at("clawback_policy", district_id="district"),
    "set_district_clawback_policy": once(lambda _: Ask(body={"mode": "forgive"})),
    "list_points_debts": mine_listed("debt", "debt"),
}
