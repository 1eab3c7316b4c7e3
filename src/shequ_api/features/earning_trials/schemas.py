"""Shapes of trials."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.features.earning_rules.public import RULE, EarningRuleDraft, Outcome
from shequ_api.kit.schema import Id, Input, Output, by_example

Day = Annotated[date, Field(strict=False)]
TRIED_DAY = {"on": "2026-11-20", "facts": 3, "points": 15, "all_points": 60, "paid_points": 45}


class EarningTrialDraft(Input):
    """Either a draft or a rule that is there, and the days in China of the facts, both included."""

    model_config = by_example(
        {
            "rule": {"community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106", **RULE},
            "first_on": "2026-10-01",
            "last_on": "2026-10-31",
        }
    )

    rule: EarningRuleDraft | None = None
    rule_id: Id | None = None
    first_on: Day
    last_on: Day


class TriedDayView(Output):
    """One day on which facts of the kind were judged."""

    model_config = by_example(TRIED_DAY)

    on: date
    facts: int = Field(description="That the tried rule applies to")
    points: int = Field(description="That it would have paid")
    all_points: int = Field(description="That all rules would have paid, this one among them")
    paid_points: int = Field(description="That was really paid for facts of that kind")


class EarningTrialView(Output):
    """What a rule would have paid, with caps and groups, and without budgets.

    Caps are counted from `first_on` on. What was taken back later stands in all sums.
    """

    model_config = by_example(
        {
            "facts": 120,
            "facts_met": 3,
            "persons": 2,
            "points": 15,
            "all_points": 60,
            "paid_points": 45,
            "outcomes": {"credited": 3},
            "days": [TRIED_DAY],
        }
    )

    facts: int = Field(description="Of that kind, where the rule holds")
    facts_met: int
    persons: int
    points: int
    all_points: int
    paid_points: int
    outcomes: dict[Outcome, int] = Field(description="Of the tried rule")
    days: list[TriedDayView]


class ShadowDayView(Output):
    """What a rule on trial would have paid on one day."""

    model_config = by_example({"on": "2026-11-20", "facts": 3, "persons": 2, "points": 15})

    on: date
    facts: int
    persons: int
    points: int


class ShadowResultView(Output):
    """What all versions of a rule would have paid while they were on trial, over 92 days."""

    model_config = by_example(
        {
            "rule_id": "0199a3c4-5d6e-7f80-9a1b-000000000115",
            "facts": 3,
            "points": 15,
            "days": [{"on": "2026-11-20", "facts": 3, "persons": 2, "points": 15}],
        }
    )

    rule_id: UUID
    facts: int
    points: int
    days: list[ShadowDayView]
