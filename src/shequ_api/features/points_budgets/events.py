from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class PointsBudgetLow(Fact):
    """`subject_id` is the budget: so many percent of it are used up; 100 also where it did not
    cover what was asked for."""

    name: ClassVar[str] = "points_budget_low"

    community_id: UUID | None
    percent: int


class PointsBudgetEased(Fact):
    """`subject_id` is the budget: it was raised, or got something back, and is not as low as it
    was; not low any more, or nearly used up only."""

    name: ClassVar[str] = "points_budget_eased"

    community_id: UUID | None
    percent: int = 0
