from datetime import date
from uuid import UUID

from pydantic import Field

from shequ_api.kit.schema import Instant, Output, by_example

EXPIRING = {"expires_on": "2026-12-31", "points": 20}


class ExpiringPoints(Output):
    """Points that are good until the end of a day in China."""

    model_config = by_example(EXPIRING)

    expires_on: date
    points: int


class PointsCardView(Output):
    """My card in a district. `held_points` are set aside, `expired_points` are over and will leave
    the card soon; `available_points` can be spent. Of an instant in the past (`as_of`) what expired
    or would is not told."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000113",
            "number": "510108012345678901",
            "district_id": "0199a3c4-5d6e-7f80-9a1b-000000000107",
            "district_name": "成华区",
            "as_of": None,
            "balance_points": 35,
            "held_points": 5,
            "expired_points": 0,
            "available_points": 30,
            "expiring": [EXPIRING],
            "next_expires_on": "2027-12-31",
            "opened_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    id: UUID
    number: str = Field(examples=["510108012345678901"])
    district_id: UUID
    district_name: str = Field(examples=["成华区"])
    as_of: Instant | None
    balance_points: int
    held_points: int
    expired_points: int | None
    available_points: int | None
    expiring: list[ExpiringPoints] | None = Field(
        description="All days on which points expire, the nearest first; the others do not"
    )
    next_expires_on: date | None = Field(
        description="Until when points are good that come now; null: for ever"
    )
    opened_at: Instant


class PointsLotView(Output):
    """Points that came to my card together, and what remains of them."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000122",
            "points": 10,
            "remaining_points": 4,
            "expires_on": "2027-12-31",
            "came_at": "2026-11-22T09:30:00.000+08:00",
            "transfer_id": "0199a3c4-5d6e-7f80-9a1b-000000000114",
        }
    )

    id: UUID
    points: int
    remaining_points: int
    expires_on: date | None = Field(description="The last day on which they are good; null: ever")
    came_at: Instant
    transfer_id: UUID | None = Field(
        description="The movement by which they came; null: what was there when lots began"
    )


class PointsStatement(Output):
    """What a card had before a period, what came and went in it, and what it had then; the lines
    are those of the same period."""

    model_config = by_example(
        {
            "card_id": "0199a3c4-5d6e-7f80-9a1b-000000000113",
            "first_day": "2026-11-01",
            "last_day": "2026-11-30",
            "opening_points": 20,
            "in_points": 25,
            "out_points": 10,
            "closing_points": 35,
        }
    )

    card_id: UUID
    first_day: date
    last_day: date
    opening_points: int
    in_points: int
    out_points: int
    closing_points: int


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
        }
    )

    transfer_id: UUID
    at: Instant
    amount_points: int = Field(examples=[10, -5])
    balance_after_points: int
    reason: str = Field(examples=["巡查记录审核通过：10 分"])
    reference_kind: str | None = Field(examples=["inspection"])
    reference_id: UUID | None = Field(description="The inspection, ticket, donation… behind it")
