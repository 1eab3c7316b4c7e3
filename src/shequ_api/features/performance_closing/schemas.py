from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.features.performance_closing.rules import DisputeState
from shequ_api.features.performance_reviews.public import PerformanceCorrectionDraft
from shequ_api.features.performance_schemes.public import MeasureKey
from shequ_api.kit.schema import Id, Input, Instant, Note, Output, by_example

REVIEW, TASK = (f"0199a3c4-5d6e-7f80-9a1b-0000000001{n}" for n in (52, 32))


class PerformanceDisputeDraft(Input):
    """What I say against my review."""

    model_config = by_example(
        {"text": "11月5日停电，门禁打不开", "measure": "patrol_tasks_done", "subject_id": TASK}
    )

    text: Note
    measure: Annotated[MeasureKey, Field(strict=False)] | None = None
    subject_id: Id | None = Field(default=None, description="The row that it is about")


class PerformanceDisputeAnswer(Input):
    """What is answered, and what is corrected by it."""

    model_config = by_example(
        {
            "accepted": True,
            "answer": "经物业核实，当天停电",
            "correction": {"effect": "excluded", "subject_id": TASK, "reason": "停电"},
        }
    )

    accepted: bool
    answer: Note
    correction: PerformanceCorrectionDraft | None = None

    @model_validator(mode="after")
    def _sensible(self) -> "PerformanceDisputeAnswer":
        if self.correction is not None and not self.accepted:
            raise PydanticCustomError("correction_unfit", "申诉不成立时没有更正")
        return self


DISPUTE: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000153",
    "review_id": REVIEW,
    "month": "2026-11-01",
    "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000120",
    "person_name": "李小华",
    "measure": "patrol_tasks_done",
    "subject_id": TASK,
    "text": "11月5日停电，门禁打不开",
    "raised_at": "2026-12-02T10:00:00.000+08:00",
    "state": "accepted",
    "state_title": "申诉成立",
    "answer": "经物业核实，当天停电",
    "answered_at": "2026-12-03T10:00:00.000+08:00",
}


class PerformanceDisputeView(Output):
    """A dispute with its answer."""

    model_config = by_example(DISPUTE)

    id: UUID
    review_id: UUID
    month: date
    person_id: UUID
    person_name: str | None
    measure: MeasureKey | None
    subject_id: UUID | None
    text: str
    raised_at: Instant
    state: DisputeState
    state_title: str
    answer: str | None
    answered_at: Instant | None


class PerformanceReopeningDraft(Input):
    """Why a frozen month should change after all."""

    model_config = by_example({"reason": "区级核查发现两个小区的任务重复下达"})

    reason: Note
