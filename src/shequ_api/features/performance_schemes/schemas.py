"""Shapes of schemes: what is measured, and how it counts."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.features.performance_schemes.formula import WHOLE, WhenEmpty
from shequ_api.features.performance_schemes.measures import (
    MEASURES,
    Goal,
    MeasureKey,
    MeasureSource,
)
from shequ_api.kit.schema import Input, Instant, Key, Line, Note, Output, by_example

MOST_INDICATORS = len(MEASURES)
INDICATORS: list[dict[str, Any]] = [
    {
        "measure": "patrol_tasks_done",
        "weight": 60,
        "target": 95,
        "cap": 100,
        "when_empty": "share",
        "parameters": {"failed_counts": 0},
    },
    {
        "measure": "inspections_approved",
        "weight": 40,
        "target": 30,
        "cap": 120,
        "when_empty": "share",
        "parameters": {},
    },
]
CONTENT: dict[str, Any] = {
    "title": "微网格员月度考核",
    "note": "满分 100 分，排查数超额最多计 120%",
    "dispute_workdays": 5,
    "indicators": INDICATORS,
}


class IndicatorDraft(Input):
    """What is measured, at what it aims, and what it weighs."""

    model_config = by_example(INDICATORS[0])

    measure: Annotated[MeasureKey, Field(strict=False)]
    weight: int = Field(ge=1, le=WHOLE, description="All together are 100")
    target: int = Field(
        ge=0, le=10_000, description="Percent of a rate; of a count, rows in a whole month"
    )
    cap: int = Field(
        default=100, ge=100, le=150, description="The most that counts, in percent of the target"
    )
    when_empty: Annotated[WhenEmpty, Field(strict=False)] = Field(
        default=WhenEmpty.SHARE,
        description="Nothing to count: `share` its weight among the others, or `full` points",
    )
    parameters: dict[Key, Annotated[int, Field(ge=0, le=10_000)]] = Field(
        default_factory=dict, max_length=5, description="Those of the measure; else as usual"
    )

    @model_validator(mode="after")
    def _fits(self) -> "IndicatorDraft":
        measure = MEASURES[self.measure]
        if measure.goal != Goal.COUNT and self.target > WHOLE:
            raise PydanticCustomError("target_unfit", "比率的目标不能超过 100%")
        if measure.goal != Goal.RATE_AT_MOST and self.target == 0:
            raise PydanticCustomError("target_unfit", "目标须大于 0")
        for name, value in self.parameters.items():
            known = measure.parameters.get(name)
            if known is None or not known.least <= value <= known.most:
                raise PydanticCustomError("parameter_unfit", "参数不存在或超出范围")
        return self


class PerformanceSchemeDraft(Input):
    """A scheme as a whole."""

    model_config = by_example(CONTENT)

    title: Line
    note: Note | None = None
    dispute_workdays: int = Field(
        default=5, ge=3, le=20, description="How many workdays workers may dispute"
    )
    indicators: Annotated[list[IndicatorDraft], Field(min_length=1, max_length=MOST_INDICATORS)]

    @model_validator(mode="after")
    def _whole(self) -> "PerformanceSchemeDraft":
        if len({one.measure for one in self.indicators}) < len(self.indicators):
            raise PydanticCustomError("measures_repeated", "同一项指标只能出现一次")
        if sum(one.weight for one in self.indicators) != WHOLE:
            raise PydanticCustomError("weights_unfit", "权重之和须为 100")
        return self


class PerformancePublication(Input):
    """From when on it counts."""

    model_config = by_example({"valid_from": "2026-12-01"})

    valid_from: Annotated[date, Field(strict=False, ge=date(2000, 1, 1), lt=date(2200, 1, 1))] = (
        Field(description="The first day of a month that has not begun")
    )


class MeasureParameterView(Output):
    """A number that a scheme may set."""

    name: str
    title: str
    least: int
    most: int
    usual: int


class MeasureView(Output):
    """Something that can be measured."""

    model_config = by_example(
        {
            "key": "check_ins_believed",
            "title": "打卡可信率",
            "source": "check_in",
            "goal": "rate_at_least",
            "says": "可信度达到要求或经审核认可的打卡 ÷ 全部打卡；待审核的不计入",
            "parameters": [
                {"name": "score", "title": "可信度不低于", "least": 1, "most": 100, "usual": 60}
            ],
        }
    )

    key: MeasureKey
    title: str
    source: MeasureSource
    goal: Goal = Field(description="What a target means, and which way is better")
    says: str
    parameters: list[MeasureParameterView]


class IndicatorView(Output):
    """A line of a scheme."""

    measure: MeasureKey
    title: str
    weight: int
    target: int
    cap: int
    when_empty: WhenEmpty
    parameters: dict[str, int]


class PerformanceSchemeView(Output):
    """A scheme: a draft, or published."""

    model_config = by_example(
        {
            **CONTENT,
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000150",
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
            "place_name": "致强社区",
            "indicators": [
                INDICATORS[0] | {"title": "巡查任务完成率"},
                INDICATORS[1] | {"title": "审核通过的排查数"},
            ],
            "valid_from": "2026-12-01",
            "drawn_at": "2026-11-20T09:30:00.000+08:00",
            "published_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    id: UUID
    place_id: UUID
    place_name: str
    title: str
    note: str | None
    dispute_workdays: int
    indicators: list[IndicatorView]
    valid_from: date | None = Field(description="Null: a draft")
    drawn_at: Instant
    published_at: Instant | None
