"""Shapes of budgets."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.features.points_budgets.rules import Period
from shequ_api.kit.schema import Id, Input, Instant, Note, Output, by_example

Points = Annotated[int, Field(ge=0, le=1_000_000_000)]
Day = Annotated[date, Field(strict=False)]
_ID = "0199a3c4-5d6e-7f80-9a1b-000000000601"


class PointsBudgetDraft(Input):
    """A budget of a community; without one, of all communities of the actor's district together.

    `pays_part`: what it does not cover is paid as far as it does; else not at all.
    """

    model_config = by_example(
        {
            "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "period": "month",
            "starts_on": "2026-11-01",
            "points": 20000,
            "pays_part": True,
            "reason": "区级下达 11 月积分额度",
        }
    )

    community_id: Id | None = None
    period: Annotated[Period, Field(strict=False)]
    starts_on: Annotated[Day, Field(description="The first day of the month, quarter or year")]
    points: Points
    pays_part: bool = True
    reason: Note


class PointsBudgetChange(Input):
    """How many points it is from now on; not fewer than are issued."""

    model_config = by_example({"points": 25000, "pays_part": True, "reason": "重阳活动增加额度"})

    points: Points
    pays_part: bool
    reason: Note


class PointsBudgetView(Output):
    """A budget, and what of it is used."""

    model_config = by_example(
        {
            "id": _ID,
            "district_id": "0199a3c4-5d6e-7f80-9a1b-000000000107",
            "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "community_name": "致强社区",
            "office_id": "0199a3c4-5d6e-7f80-9a1b-000000000107",
            "period": "month",
            "period_title": "2026年11月",
            "starts_on": "2026-11-01",
            "ends_on": "2026-12-01",
            "points": 20000,
            "used_points": 16400,
            "left_points": 3600,
            "pays_part": True,
            "short_times": 0,
            "short_points": 0,
            "version": 1,
            "set_at": "2026-10-30T09:30:00.000+08:00",
        }
    )

    id: UUID
    district_id: UUID
    community_id: UUID | None = Field(description="Null: all of the district together")
    community_name: str | None
    office_id: UUID = Field(description="The district or community that set it and may change it")
    period: Period
    period_title: str
    starts_on: date
    ends_on: date = Field(description="The first day on which it holds no more")
    points: int
    used_points: int
    left_points: int
    pays_part: bool
    short_times: int = Field(description="How often it did not cover all that was asked for")
    short_points: int = Field(description="How many points were not issued for that reason")
    version: int
    set_at: Instant


class PointsBudgetVersionView(Output):
    """One version of a budget."""

    model_config = by_example(
        {
            "version": 2,
            "points": 25000,
            "pays_part": True,
            "reason": "重阳活动增加额度",
            "set_by_name": "王敏",
            "set_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    version: int
    points: int
    pays_part: bool
    reason: str
    set_by_name: str | None
    set_at: Instant
