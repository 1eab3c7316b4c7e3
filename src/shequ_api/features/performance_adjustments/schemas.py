"""The shape of an adjustment."""

from datetime import date
from uuid import UUID

from pydantic import Field

from shequ_api.features.performance_adjustments.rules import Cause
from shequ_api.features.performance_schemes.public import Effect, MeasureSource
from shequ_api.kit.schema import Instant, Output, by_example

_IDS = [f"0199a3c4-5d6e-7f80-9a1b-0000000001{n}" for n in (54, 52, 55, 32, 53)]


class PerformanceAdjustmentView(Output):
    """What a row of a frozen month turned out to be, and what that adds to another month."""

    model_config = by_example(
        {
            "id": _IDS[0],
            "cause": "dispute",
            "cause_title": "申诉成立",
            "of_review_id": _IDS[1],
            "of_month": "2026-10-01",
            "review_id": _IDS[2],
            "month": "2026-11-01",
            "source": "patrol_task",
            "subject_id": _IDS[3],
            "happened_at": "2026-10-23T08:30:00.000+08:00",
            "effect": "achieved",
            "score_before": 9000,
            "score_after": 9500,
            "points_hundredths": 500,
            "steps": [
                "2026年10月巡查任务完成率：这条记录由“未达成”改为“达成”",
                "2026年10月得分 90.00 → 95.00，补记 +5.00 分",
            ],
            "reason": "停电，有照片",
            "dispute_id": _IDS[4],
            "reverses_id": None,
            "decided_by_name": "王敏",
            "decided_at": "2026-11-15T10:00:00.000+08:00",
        }
    )

    id: UUID
    cause: Cause
    cause_title: str
    of_review_id: UUID
    of_month: date = Field(description="The frozen month whose row it is")
    review_id: UUID | None = Field(description="In which it stands; null: no later month is open")
    month: date | None
    source: MeasureSource
    subject_id: UUID
    happened_at: Instant
    effect: Effect | None = Field(description="By somebody's word; null: by what its source says")
    score_before: int | None
    score_after: int | None = Field(description="Of the frozen month; null: it has no score")
    points_hundredths: int = Field(description="Added to, or taken from, the month it stands in")
    steps: list[str]
    reason: str
    dispute_id: UUID | None
    reverses_id: UUID | None = Field(description="The entry that it takes back")
    decided_by_name: str | None
    decided_at: Instant
