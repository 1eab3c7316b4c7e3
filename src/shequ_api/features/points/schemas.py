from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.features.points.rules import Earner, RuleFact
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Key, Line, Output, by_example

Value = Annotated[CleanText, Field(min_length=1, max_length=63)] | Annotated[int, Field(ge=0, le=9)]
Values = Annotated[list[Value], Field(min_length=1, max_length=50)]
Conditions = Annotated[
    dict[Key, Values],
    Field(
        max_length=5,
        description="Field of the fact → the values that it may have. "
        "inspection_approved: `form_key`; ticket_settled: `service_code`, `source_kind`; "
        "ticket_rated: these, and `score`",
        examples=[{"service_code": ["environment"]}],
    ),
]


class PointsCardView(Output):
    """My card in a district. `held_points` are set aside; `available_points` can be spent."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000113",
            "number": "510108012345678901",
            "district_id": "0199a3c4-5d6e-7f80-9a1b-000000000107",
            "district_name": "成华区",
            "balance_points": 35,
            "held_points": 5,
            "available_points": 30,
            "opened_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    id: UUID
    number: str = Field(examples=["510108012345678901"])
    district_id: UUID
    district_name: str = Field(examples=["成华区"])
    balance_points: int
    held_points: int
    available_points: int
    opened_at: Instant


class PointsCardLine(Output):
    """One movement on my card: below zero where points left it."""

    model_config = by_example(
        {
            "transfer_id": "0199a3c4-5d6e-7f80-9a1b-000000000114",
            "at": "2026-11-22T09:30:00.000+08:00",
            "amount_points": 10,
            "balance_after_points": 35,
            "reason": "巡查记录审核通过：10 分",
            "reference_kind": "inspection",
            "reference_id": "0199a3c4-5d6e-7f80-9a1b-000000000111",
            "rule_id": "0199a3c4-5d6e-7f80-9a1b-000000000115",
        }
    )

    transfer_id: UUID
    at: Instant
    amount_points: int = Field(examples=[10, -5])
    balance_after_points: int
    reason: str = Field(examples=["巡查记录审核通过：10 分"])
    reference_kind: str | None = Field(examples=["inspection"])
    reference_id: UUID | None = Field(description="The inspection, ticket, donation… behind it")
    rule_id: UUID | None = Field(description="The earning rule by which the points came")


class EarningRuleDraft(Input):
    """A rule of a community (or, without one, of the actor's district), or the next version of one.

    It replaces `succeeds_id`, which ends where this begins. Now is where it begins if not said.
    """

    model_config = by_example(
        {
            "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "fact": "ticket_settled",
            "earner": "settler",
            "conditions": {"service_code": ["environment"]},
            "title": "环境诉求办结",
            "points": 5,
            "daily_cap_points": 20,
        }
    )

    community_id: Id | None = None
    succeeds_id: Id | None = None
    fact: Annotated[RuleFact, Field(strict=False)]
    earner: Annotated[Earner, Field(strict=False)]
    conditions: Conditions = {}
    title: Line
    points: Annotated[int, Field(ge=1, le=1000)]
    daily_cap_points: Annotated[int, Field(ge=1, le=10_000)]
    valid_from: Instant | None = None
    valid_until: Instant | None = None


class EarningRuleView(Output):
    """A version of a rule; it holds from `valid_from` until `ends_at`."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000115",
            "series_id": "0199a3c4-5d6e-7f80-9a1b-000000000115",
            "version": 1,
            "succeeds_id": None,
            "fact": "ticket_settled",
            "fact_title": "诉求办结",
            "earner": "settler",
            "conditions": {"service_code": ["environment"]},
            "title": "环境诉求办结",
            "points": 5,
            "daily_cap_points": 20,
            "district_id": "0199a3c4-5d6e-7f80-9a1b-000000000107",
            "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "valid_from": "2026-11-22T09:30:00.000+08:00",
            "ends_at": None,
        }
    )

    id: UUID
    series_id: UUID
    version: int
    succeeds_id: UUID | None
    fact: RuleFact
    fact_title: str = Field(examples=["诉求办结"])
    earner: Earner
    conditions: dict[str, list[str | int]]
    title: str
    points: int
    daily_cap_points: int
    district_id: UUID | None = Field(description="Null: everywhere")
    community_id: UUID | None = Field(description="Null: in the whole district")
    valid_from: Instant
    ends_at: Instant | None
