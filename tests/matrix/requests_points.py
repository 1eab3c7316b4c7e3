"""How to ask about cards and the rules of earning."""

from shequ_api.features.points.seed import DEFAULTS
from tests.matrix.asking import Ask, Case, Operation, at, by, has, listed_at


def _lines(case: Case) -> list[Ask]:
    row = case.own("transfer") if case.inside else case.site.of("transfer")
    query = {"limit": "100", "district_id": case.site.district}
    return [Ask(query=query, rows=frozenset({row}))] if has(case.site, "transfer") else []


def _everywhere(_: Case) -> list[Ask]:
    return [Ask({"rule_id": str(rule_id)}) for rule_id in DEFAULTS]


OPERATIONS = {
    "get_points_card": at(lambda s: Ask(query={"district_id": s.district}), "district"),
    "list_points_card_lines": Operation(_lines),
    "list_earning_rules": listed_at("rule", community_id="community"),
    "set_earning_rule": at(
        lambda s: Ask(
            body={
                "community_id": s.community,
                "fact": "ticket_settled",
                "earner": "settler",
                "title": "新规则",
                "points": 5,
                "daily_cap_points": 50,
            }
        ),
        "community",
    ),
    "end_earning_rule": by("rule_id", "rule"),
    "end_earning_rule:everywhere": Operation(_everywhere),
}
