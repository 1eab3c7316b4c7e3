"""Shapes of rules."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.features.earning_rules.caps import CapPer
from shequ_api.features.earning_rules.rules import AT_LEAST, AT_MOST, Earner, RuleFact
from shequ_api.features.earning_rules.windows import DAY_MINUTES, DaysOf
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Key, Line, Output, by_example

Number = Annotated[int, Field(ge=0, le=1_000_000)]
Value = Annotated[CleanText, Field(min_length=1, max_length=63)] | Number
Values = Annotated[list[Value], Field(min_length=1, max_length=50)]
POINTS = Annotated[int, Field(ge=1, le=1000)]
RULE: dict[str, Any] = {
    "fact": "ticket_settled",
    "earner": "settler",
    "conditions": {"service_code": ["environment"]},
    "title": "环境诉求办结",
    "points": 5,
    "per_unit": None,
    "most_points": None,
    "caps": [{"per": "day", "points": 20}, {"per": "month", "points": 200}],
    "windows": {"weekdays": [], "days": "workdays", "hours": []},
    "priority": 0,
    "stack": None,
    "shadow": False,
}


class NumberRange(Input):
    """Both ends are in it; one may be left open."""

    model_config = by_example({AT_LEAST: 4, AT_MOST: 5})

    at_least: Number | None = None
    at_most: Number | None = None


Conditions = Annotated[
    dict[Key, Values | NumberRange],
    Field(
        max_length=5,
        description="Field of the fact → the values that it may have, or the range of its number. "
        "inspection_approved: `form_key`, `came_as`; ticket_settled: `service_code`, "
        "`source_kind`; ticket_rated: these, and `score`; all of them: `card_level`, the keys of "
        "the steps (see the card ladders of the district) of which the earner's card has to be on "
        "one at the instant of the fact",
        examples=[
            {"service_code": ["environment"]},
            {"score": {AT_LEAST: 4}, "card_level": ["silver", "gold"]},
        ],
    ),
]


class EarningCap(Input):
    """The most that a person earns by a rule in a period of China's calendar."""

    model_config = by_example({"per": "day", "points": 20})

    per: Annotated[CapPer, Field(strict=False)]
    points: Annotated[int, Field(ge=1, le=1_000_000)]


class DayHours(Input):
    """From a minute of the day in China until before another."""

    model_config = by_example({"from_minute": 510, "until_minute": 720})

    from_minute: Annotated[int, Field(ge=0, lt=DAY_MINUTES)]
    until_minute: Annotated[int, Field(ge=1, le=DAY_MINUTES)]


class EarningWindows(Input):
    """When a rule pays, by the instant of the fact: all that is said must hold."""

    model_config = by_example({"weekdays": [6, 7], "days": None, "hours": []})

    weekdays: Annotated[list[Annotated[int, Field(ge=1, le=7)]], Field(max_length=7)] = []
    """1 is Monday."""
    days: Annotated[DaysOf, Field(strict=False)] | None = Field(
        None, description="By the business calendar, exchanged days included"
    )
    hours: Annotated[list[DayHours], Field(max_length=6)] = []


class EarningRuleDraft(Input):
    """A rule of a community (or, without one, of the actor's district), or the next version of one.

    It replaces `succeeds_id`, which ends where this begins. Now is where it begins if not said.
    """

    model_config = by_example(
        {"community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106", **RULE},
    )

    community_id: Id | None = None
    succeeds_id: Id | None = None
    fact: Annotated[RuleFact, Field(strict=False)]
    earner: Annotated[Earner, Field(strict=False)]
    conditions: Conditions = {}
    title: Line
    points: POINTS
    per_unit: Key | None = Field(None, description="A number: points are for each unit of it")
    most_points: Annotated[int, Field(ge=1, le=10_000)] | None = Field(
        None, description="With `per_unit`: the most for one fact"
    )
    caps: Annotated[list[EarningCap], Field(min_length=1, max_length=len(CapPer))]
    windows: EarningWindows = EarningWindows()
    priority: Annotated[int, Field(ge=-100, le=100)] = 0
    stack: Key | None = Field(
        None,
        description="Of the rules of one group only one pays a person for a fact: that of the "
        "highest priority, then the one that gives most. Rules without a group add up",
    )
    shadow: bool = Field(False, description="On trial: it is judged and written down, pays nothing")
    valid_from: Instant | None = None
    valid_until: Instant | None = None


class EarningWindowsView(Output):
    """When a rule pays, by the instant of the fact: all that is said holds."""

    model_config = by_example({"weekdays": [6, 7], "days": None, "hours": []})

    weekdays: list[int] = Field(description="1 is Monday; none: all")
    days: DaysOf | None = Field(description="By the business calendar, exchanged days included")
    hours: list[DayHours]


class EarningRuleView(Output):
    """A version of a rule; it holds from `valid_from` until `ends_at`."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000115",
            "series_id": "0199a3c4-5d6e-7f80-9a1b-000000000115",
            "version": 1,
            "succeeds_id": None,
            "fact_title": "诉求办结",
            **RULE,
            "windows_text": "工作日",
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
    conditions: dict[str, list[str | int] | dict[str, int | None]]
    title: str
    points: int
    per_unit: str | None
    most_points: int | None
    caps: list[EarningCap]
    windows: EarningWindowsView
    windows_text: str = Field(description="The same in words; empty: always", examples=["工作日"])
    priority: int
    stack: str | None
    shadow: bool
    district_id: UUID | None = Field(description="Null: everywhere")
    community_id: UUID | None = Field(description="Null: in the whole district")
    valid_from: Instant
    ends_at: Instant | None
