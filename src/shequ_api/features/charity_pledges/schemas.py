"""Shapes of pledges, shares and their postings."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.features.charity_pledges.rules import PledgeOutcome, PledgeUnit
from shequ_api.kit.schema import Amount, Id, Input, Instant, Output, by_example

POOL = "0199a3c4-5d6e-7f80-9a1b-000000000116"
PLEDGE = "0199a3c4-5d6e-7f80-9a1b-000000000711"
SHARE = "0199a3c4-5d6e-7f80-9a1b-000000000712"
AT = "2026-11-22T09:30:00.000+08:00"
UNTIL = "2027-11-22T09:30:00.000+08:00"


class UnitPledgeDraft(Input):
    """So many points to a pool for every so many units."""

    model_config = by_example(
        {
            "pool_id": POOL,
            "per": "points_earned",
            "every_units": 10,
            "give_points": 1,
            "month_cap_points": 50,
            "ends_at": UNTIL,
        }
    )

    pool_id: Id
    per: Annotated[PledgeUnit, Field(strict=False)]
    every_units: Annotated[int, Field(ge=1, le=100_000)]
    give_points: Annotated[int, Field(ge=1, le=100_000)]
    month_cap_points: Amount = Field(description="The most in one calendar month")
    ends_at: Instant | None = None


class UnitPledgeView(Output):
    """A unit pledge, and what it gave so far."""

    model_config = by_example(
        {
            "id": PLEDGE,
            "pool_id": POOL,
            "pool_title": "暖冬送餐",
            "partner_id": None,
            "per": "points_earned",
            "per_title": "每获得若干积分",
            "every_units": 10,
            "give_points": 1,
            "month_cap_points": 50,
            "rest_units": 3,
            "given_points": 12,
            "made_at": AT,
            "ends_at": UNTIL,
            "ended_at": None,
        }
    )

    id: UUID
    pool_id: UUID
    pool_title: str
    partner_id: UUID | None = Field(description="The partner that gives; null where I do")
    per: PledgeUnit
    per_title: str
    every_units: int
    give_points: int
    month_cap_points: int
    rest_units: int = Field(
        description="Counted, and not yet enough for the next points; below zero: came back later"
    )
    given_points: int
    made_at: Instant
    ends_at: Instant | None
    ended_at: Instant | None


class PledgePostingLine(Output):
    """What an earning, or a settlement statement of the partner, came to by a pledge."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000713",
            "units": 5,
            "outcome": "paid",
            "outcome_title": "已捐出",
            "points": 1,
            "posted_at": AT,
        }
    )

    id: UUID
    units: int = Field(description="Below zero where more came back than was sold")
    outcome: PledgeOutcome
    outcome_title: str
    points: int
    posted_at: Instant


class IncomeShareDraft(Input):
    """A part of what my partner is paid in points."""

    model_config = by_example({"pool_id": POOL, "basis_points": 500, "ends_at": UNTIL})

    pool_id: Id
    basis_points: Annotated[int, Field(ge=1, le=10_000)] = Field(
        description="Of ten thousand: 500 are 5 %"
    )
    ends_at: Instant | None = None


class IncomeShareView(Output):
    """An income share, and what it gave so far."""

    model_config = by_example(
        {
            "id": SHARE,
            "pool_id": POOL,
            "pool_title": "暖冬送餐",
            "partner_id": "0199a3c4-5d6e-7f80-9a1b-000000000714",
            "basis_points": 500,
            "due_ten_thousandths": 7500,
            "given_points": 12,
            "agreed_at": AT,
            "ends_at": UNTIL,
            "ended_at": None,
        }
    )

    id: UUID
    pool_id: UUID
    pool_title: str
    partner_id: UUID
    basis_points: int
    due_ten_thousandths: int = Field(
        description="What is due and not given yet, in ten-thousandths of a point; given too much "
        "where it is below zero"
    )
    given_points: int
    agreed_at: Instant
    ends_at: Instant | None
    ended_at: Instant | None


class SharePostingLine(Output):
    """What a settlement statement came to by a share."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000715",
            "income_points": 30,
            "moved_points": 1,
            "refund": False,
            "posted_at": AT,
        }
    )

    id: UUID
    income_points: int = Field(description="Refunds taken off; below zero where they were more")
    moved_points: int = Field(description="To the pool; below zero back to the partner")
    refund: bool = Field(description="More was taken back than was sold")
    posted_at: Instant
