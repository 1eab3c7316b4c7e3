"""Shapes of explanations."""

from typing import Any
from uuid import UUID

from pydantic import Field

from shequ_api.features.earning_rules.public import RuleFact
from shequ_api.kit.schema import Instant, Output, by_example

FIELD: dict[str, Any] = {"field": "score", "title": "评分", "value": 5}
RULE: dict[str, Any] = {
    "rule_id": "0199a3c4-5d6e-7f80-9a1b-000000000115",
    "version": 2,
    "title": "评价诉求办理",
    "outcome": "capped",
    "points": 1,
    "transfer_id": "0199a3c4-5d6e-7f80-9a1b-000000000114",
    "text": "评价诉求办理：已到每日上限 10 分，本次计 1 分",
    "steps": ["评分为 5，符合要求：不低于 4", "应计 2 分", "每日上限 10 分，此前已计 9 分"],
}
EXPLANATION: dict[str, Any] = {
    "subject_kind": "ticket",
    "subject_id": "0199a3c4-5d6e-7f80-9a1b-000000000111",
    "fact": "ticket_rated",
    "fact_title": "诉求评价",
    "happened_at": "2026-11-22T09:30:00.000+08:00",
    "judged_at": "2026-11-22T09:30:01.000+08:00",
    "fields": [FIELD],
    "points": 1,
    "text": "您因“诉求评价”共得 1 分",
    "reason": None,
    "other_side": None,
    "rules": [RULE],
}


class ExplainedField(Output):
    """Something that conditions may ask of the fact."""

    model_config = by_example(FIELD)

    field: str
    title: str
    value: str | int | None


class ExplainedRule(Output):
    """What one rule said, or why it said nothing."""

    model_config = by_example(RULE)

    rule_id: UUID
    version: int
    title: str
    outcome: str = Field(
        description="`credited`, `capped`, `outranked`, `kept_before`, `out_of_budget`, "
        "`own_approval`, `own_rule`, `maker_approved`; `unmet`, `closed` or `not_for_you` where it "
        "did not apply"
    )
    points: int
    transfer_id: UUID | None
    text: str
    steps: list[str] = Field(description="How it came to that, in order")


class EarningExplanation(Output):
    """Why I got so many points for one thing, or none: the rules as they stood when it was judged.

    Of a line that no rule earned it says what is known of the movement itself.
    Before `judged_at` was kept, only what was paid is known: `happened_at`, `judged_at` are null,
    `fields` empty.
    """

    model_config = by_example(EXPLANATION)

    subject_kind: str | None = Field(description="What it was for: the inspection, donation…")
    subject_id: UUID | None
    fact: RuleFact | None = Field(description="null: no rule earned it, and `rules` is empty")
    fact_title: str = Field(description="In words; of what no rule earned, the kind of line")
    happened_at: Instant | None
    judged_at: Instant | None
    fields: list[ExplainedField]
    points: int = Field(description="Below zero where no rule earned it and they left the card")
    text: str
    reason: str | None = Field(description="The line's own words, where no rule earned it")
    other_side: str | None = Field(
        description="Whose account is at the other end, where no rule earned it; of nobody by name"
    )
    rules: list[ExplainedRule]
