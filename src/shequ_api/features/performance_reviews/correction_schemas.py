"""Shapes of what people correct: a row, or days, of one worker or of all."""

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.features.performance_schemes.public import Effect
from shequ_api.kit.schema import Id, Input, Note, by_example

TASK = "0199a3c4-5d6e-7f80-9a1b-000000000132"
Day = Annotated[date, Field(strict=False, ge=date(2000, 1, 1), lt=date(2200, 1, 1))]


class PerformanceCorrectionDraft(Input):
    """A row, or days, that do not count; or a row that does."""

    model_config = by_example(
        {
            "effect": "excluded",
            "first_on": "2026-11-05",
            "last_on": "2026-11-06",
            "reason": "参加培训",
        },
        {"effect": "achieved", "subject_id": TASK, "reason": "手机损坏，有现场照片为证"},
    )

    effect: Annotated[Effect, Field(strict=False)]
    subject_id: Id | None = Field(default=None, description="A row of the review")
    first_on: Day | None = None
    last_on: Day | None = None
    reason: Note

    @model_validator(mode="after")
    def _one_thing(self) -> "PerformanceCorrectionDraft":
        if (self.first_on is None) != (self.last_on is None):
            raise PydanticCustomError("correction_unfit", "请同时给出开始和结束日期")
        if (self.subject_id is None) == (self.first_on is None):
            raise PydanticCustomError("correction_unfit", "请选择一条记录，或一段日期")
        if self.subject_id is None and self.effect != Effect.EXCLUDED:
            raise PydanticCustomError("correction_unfit", "日期只能不计入")
        return self


class PerformanceDaysDraft(Input):
    """Days on which nobody of a community could work."""

    model_config = by_example(
        {"first_on": "2026-11-05", "last_on": "2026-11-06", "reason": "暴雨红色预警，暂停户外巡查"}
    )

    first_on: Day
    last_on: Day
    reason: Note
