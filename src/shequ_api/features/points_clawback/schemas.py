"""Shapes of what is taken back and owed."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.features.points_clawback.rules import ClawbackMode
from shequ_api.kit.schema import Input, Instant, Output, by_example


class ClawbackPolicyDraft(Input):
    """From when on (now, if not said) what becomes of points that are not there any more.

    `forgive`: they are noted and forgiven. `offset`: they are a debt, into which at most
    `share_percent` of each later earning go.
    """

    model_config = by_example({"mode": "offset", "share_percent": 50})

    mode: Annotated[ClawbackMode, Field(strict=False)]
    share_percent: Annotated[int, Field(ge=1, le=100)] | None = None
    valid_from: Instant | None = None


class ClawbackPolicyView(Output):
    """It holds from `valid_from` until another does."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000131",
            "district_id": "0199a3c4-5d6e-7f80-9a1b-000000000107",
            "mode": "offset",
            "share_percent": 50,
            "valid_from": "2026-11-22T09:30:00.000+08:00",
            "set_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    id: UUID
    district_id: UUID
    mode: ClawbackMode
    share_percent: int | None
    valid_from: Instant
    set_at: Instant


class PointsDebtView(Output):
    """What I owe of an earning that was taken back."""

    model_config = by_example(
        {
            "earning_id": "0199a3c4-5d6e-7f80-9a1b-000000000132",
            "district_id": "0199a3c4-5d6e-7f80-9a1b-000000000107",
            "reason": "巡查记录审核通过：10 分",
            "owed_points": 8,
            "left_points": 3,
            "share_percent": 50,
            "text": "应扣回 8 分，尚欠 3 分；以后每次得分最多抵扣 50%",
            "arose_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    earning_id: UUID
    district_id: UUID
    reason: str = Field(description="Of the earning that was taken back")
    owed_points: int
    left_points: int
    share_percent: int
    text: str
    arose_at: Instant
