"""Shapes of months, reviews, their rows and corrections."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Field

from shequ_api.features.performance_inputs.public import MonthState
from shequ_api.features.performance_schemes.public import (
    Effect,
    Goal,
    MeasureKey,
    MeasureOutcome,
    MeasureSource,
    ReviewDayKind,
)
from shequ_api.kit.schema import Instant, Output, by_example

REVIEW, MONTH, TASK = (f"0199a3c4-5d6e-7f80-9a1b-0000000001{n}" for n in (52, 51, 32))


MONTH_LINE: dict[str, Any] = {
    "id": MONTH,
    "month": "2026-11-01",
    "state": "provisional",
    "state_title": "公示中，可申诉",
    "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
    "community_name": "致强社区",
    "scheme_id": "0199a3c4-5d6e-7f80-9a1b-000000000150",
    "counted_to": "2026-11-30",
    "dispute_until": "2026-12-08",
    "frozen_at": None,
    "editions": 0,
    "workers": 38,
}


class PerformanceMonthView(Output):
    """A community's month."""

    model_config = by_example(MONTH_LINE)

    id: UUID
    month: date
    state: MonthState
    state_title: str
    community_id: UUID
    community_name: str
    scheme_id: UUID
    counted_to: date = Field(description="Up to which day tasks are counted")
    dispute_until: date | None = Field(description="The last day on which workers may dispute")
    frozen_at: Instant | None
    editions: int = Field(description="How often it was frozen")
    workers: int


LINE: dict[str, Any] = {
    "id": REVIEW,
    "month": "2026-11-01",
    "month_id": MONTH,
    "state": "provisional",
    "state_title": "公示中，可申诉",
    "dispute_until": "2026-12-08",
    "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000120",
    "person_name": "李小华",
    "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
    "community_name": "致强社区",
    "score_hundredths": 9684,
    "adjusted_hundredths": 250,
    "total_hundredths": 9934,
    "computed_at": "2026-12-01T01:10:00.000+08:00",
}


class PerformanceReviewLine(Output):
    """A performance review as a line of a list."""

    model_config = by_example(LINE)

    id: UUID
    month: date
    month_id: UUID
    state: MonthState
    state_title: str
    dispute_until: date | None
    person_id: UUID
    person_name: str | None
    community_id: UUID
    community_name: str
    score_hundredths: int | None = Field(description="Null: there is nothing to review")
    adjusted_hundredths: int = Field(
        description="Added or taken for rows of earlier, frozen months (补记): see its adjustments"
    )
    total_hundredths: int | None = Field(description="The score with what was added and taken")
    computed_at: Instant | None


class PerformanceTrialLine(PerformanceReviewLine):
    """What a scheme would have made of a month, beside what it is."""

    model_config = by_example({**LINE, "trial_hundredths": 9120, "steps": ["91.20 = 91.20 分"]})

    trial_hundredths: int | None
    steps: list[str]


class ServedStretch(Output):
    """Days that are alike."""

    kind: ReviewDayKind
    kind_title: str
    first_on: date
    last_on: date


class ServedDays(Output):
    """On which days I served; a day of which I gave two communities a half is a half."""

    workdays: int
    served_hundredths: int
    stretches: list[ServedStretch]


class ExcludedRows(Output):
    """How many rows do not count, and why."""

    reason: str
    title: str
    rows: int


class PerformanceIndicator(Output):
    """One indicator: the inputs, the formula, and each step of it."""

    measure: MeasureKey
    title: str
    says: str
    source: MeasureSource
    goal: Goal
    weight: int
    target: int
    cap: int
    parameters: dict[str, int]
    numerator: int
    denominator: int
    excluded: list[ExcludedRows]
    points_hundredths: int | None = Field(description="Null: it does not count this month")
    steps: list[str]


class PerformanceCorrectionView(Output):
    """That somebody left something out, or let it count."""

    id: UUID
    effect: Effect
    subject_id: UUID | None
    first_on: date | None
    last_on: date | None
    reason: str
    dispute_id: UUID | None
    made_by_name: str | None
    made_at: Instant
    withdrawn_at: Instant | None


class PerformanceReviewView(PerformanceReviewLine):
    """A performance review with all that went into it."""

    model_config = by_example(
        {
            **LINE,
            "days": {
                "workdays": 21,
                "served_hundredths": 2100,
                "stretches": [
                    {
                        "kind": "served",
                        "kind_title": "在岗",
                        "first_on": "2026-11-01",
                        "last_on": "2026-11-30",
                    }
                ],
            },
            "indicators": [
                {
                    "measure": "patrol_tasks_done",
                    "title": "巡查任务完成率",
                    "says": "在规定时间内完成的巡查任务 ÷ 应完成的巡查任务",
                    "source": "patrol_task",
                    "goal": "rate_at_least",
                    "weight": 100,
                    "target": 95,
                    "cap": 100,
                    "parameters": {"failed_counts": 0},
                    "numerator": 92,
                    "denominator": 100,
                    "excluded": [{"reason": "cancelled", "title": "任务已取消", "rows": 2}],
                    "points_hundredths": 9684,
                    "steps": [
                        "92 ÷ 100 = 92.00%",
                        "92.00% ÷ 目标 95% = 96.84%",
                        "96.84% × 权重 100 = 96.84 分",
                    ],
                }
            ],
            "steps": ["96.84 = 96.84 分"],
            "corrections": [],
            "late_dispute_until": "2027-03-08",
        }
    )

    days: ServedDays
    indicators: list[PerformanceIndicator]
    steps: list[str] = Field(description="From the indicators' points to the score")
    corrections: list[PerformanceCorrectionView]
    late_dispute_until: date | None = Field(
        description="The last day on which a single row may still be disputed, also once frozen"
    )


class PerformanceRow(Output):
    """A row that an indicator counts or leaves out."""

    model_config = by_example(
        {
            "subject_id": TASK,
            "happened_at": "2026-11-23T08:30:00.000+08:00",
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000104",
            "place_name": "东苑1栋",
            "grid_name": "东苑1栋微网格",
            "covering": False,
            "state": "missed",
            "state_title": "逾期未做",
            "value": None,
            "outcome": "missed",
            "outcome_title": "未达成",
            "reason_title": None,
        }
    )

    subject_id: UUID
    happened_at: Instant
    place_id: UUID
    place_name: str
    grid_name: str | None = Field(
        description="For which one answered that day; null: what one did oneself"
    )
    covering: bool = Field(description="In that grid one stood in for somebody else")
    state: str
    state_title: str
    value: int | None = Field(
        description="A check-in's score; a ticket's days; the day of a last visit since 1970-01-01"
    )
    outcome: MeasureOutcome
    outcome_title: str
    reason_title: str | None = Field(description="Why it does not count")
