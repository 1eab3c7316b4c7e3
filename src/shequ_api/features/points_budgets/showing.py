"""Putting a budget together for a reader."""

from collections.abc import Mapping
from typing import Any

from shequ_api.features.points_budgets.rules import Period, period_named
from shequ_api.features.points_budgets.schemas import PointsBudgetView


def budget_view(row: Mapping[Any, Any]) -> PointsBudgetView:
    """A budget with what is used of it, and its period in words."""
    return PointsBudgetView(
        **{name: row[name] for name in PointsBudgetView.model_fields if name in row},
        period_title=period_named(Period(row["period"]), row["starts_on"]),
        used_points=row["drawn_points"],
        left_points=row["points"] - row["drawn_points"],
    )
