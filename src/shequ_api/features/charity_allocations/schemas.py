"""Shapes of allocation rules."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.kit.schema import Amount, Id, Input, Instant, Key, Output, by_example

POOL = "0199a3c4-5d6e-7f80-9a1b-000000000116"
AT = "2026-11-22T09:30:00.000+08:00"


class AllocationRuleDraft(Input):
    """So many points a month for each household that carries a tag."""

    model_config = by_example(
        {
            "pool_id": POOL,
            "tag": "elderly_alone",
            "points": 50,
            "starts_on": "2026-12-01",
            "ends_on": "2027-03-01",
        }
    )

    pool_id: Id
    tag: Key = Field(description="A discreet one of `list_notice_audiences`")
    points: Amount
    starts_on: Annotated[date, Field(strict=False)]
    ends_on: Annotated[date, Field(strict=False)] | None = None


class AllocationRuleView(Output):
    """An allocation rule. It proposes; people decide."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000702",
            "pool_id": POOL,
            "pool_title": "暖冬送餐",
            "tag": "elderly_alone",
            "tag_title": "独居老人",
            "points": 50,
            "starts_on": "2026-12-01",
            "ends_on": None,
            "made_at": AT,
            "ended_at": None,
            "ran_for": "2026-12-01",
        }
    )

    id: UUID
    pool_id: UUID
    pool_title: str
    tag: str
    tag_title: str
    points: int
    starts_on: date
    ends_on: date | None
    made_at: Instant
    ended_at: Instant | None
    ran_for: date | None = Field(
        description="The latest month in which it reached all households, by its first day"
    )
