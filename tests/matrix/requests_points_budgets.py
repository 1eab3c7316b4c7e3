"""How to ask about budgets of points."""

from tests.matrix.asking import Ask, at, by, listed

BUDGET = {"period": "year", "starts_on": "2027-01-01", "points": 500, "reason": "年度额度"}
CHANGE = {"points": 600, "pays_part": False, "reason": "追加"}

OPERATIONS = {
    "list_points_budgets": listed("points_budget"),
    "set_points_budget": at(
        lambda s: Ask(body={"community_id": s.community, **BUDGET}), "community"
    ),
    "get_points_budget": by("budget_id", "points_budget"),
    "change_points_budget": by("budget_id", "points_budget", CHANGE),
    "list_points_budget_versions": by("budget_id", "points_budget"),
}
FACTS = {"budget_below_issued": frozenset({"drawn_points"})}
