from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.features.patrols.public import InspectionState, ReviewDecision
from shequ_api.kit.http.alone import ItemProblem
from shequ_api.kit.schema import Id, Input, Instant, Key, Note, Output, by_example

MOST_REVIEWED = 100


class Reasoned(Input):
    """Why."""

    model_config = by_example({"reason": "手机遗失，照片已无法补传"})

    reason: Note


class InspectionTombstone(Output):
    """What is left of a deleted inspection: sent again, it stays deleted."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000111",
            "state": "deleted",
            "deleted_at": "2026-11-22T16:00:00.000+08:00",
            "deleted_by_name": "李小华",
            "reason": "重复填报",
        }
    )

    id: UUID
    state: InspectionState
    deleted_at: Instant
    deleted_by_name: str | None
    reason: str


class WaitingFilter(Input):
    """Of those that wait for review in my scope, the oldest first."""

    form_key: Key | None = None
    worker_id: Id | None = None
    received_after: Instant | None = None
    with_hazards: bool = Field(default=False, description="Also those that raised a hazard")


class ReviewOfMany(Input):
    """One word about many: about those that are named, or that a filter finds."""

    model_config = by_example(
        {"decision": "approved", "waiting": {"form_key": "household_safety"}, "at_most": 50},
        {
            "decision": "has_issues",
            "note": "请补拍燃气软管的照片",
            "ids": ["0199a3c4-5d6e-7f80-9a1b-000000000111"],
        },
    )

    decision: Annotated[ReviewDecision, Field(strict=False)]
    note: Note | None = None
    ids: Annotated[tuple[Id, ...], Field(strict=False, max_length=MOST_REVIEWED)] = ()
    waiting: WaitingFilter | None = None
    at_most: int = Field(default=MOST_REVIEWED, ge=1, le=MOST_REVIEWED)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.ids) == (self.waiting is not None):
            raise PydanticCustomError("review_unclear", "请写明记录编号或筛选条件，只写一种")
        return self


class ReviewedItem(Output):
    """What came of one, as its own review would have answered."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000111",
            "status": 200,
            "state": "approved",
            "problem": None,
        }
    )

    id: UUID
    status: int = Field(examples=[200])
    state: InspectionState | None = Field(description="Null where it was refused")
    problem: ItemProblem | None


class ReviewsDone(Output):
    """What came of each, in the order in which they were named."""

    model_config = by_example(
        {
            "items": [
                {
                    "id": "0199a3c4-5d6e-7f80-9a1b-000000000111",
                    "status": 200,
                    "state": "approved",
                    "problem": None,
                },
                {
                    "id": "0199a3c4-5d6e-7f80-9a1b-000000000112",
                    "status": 403,
                    "state": None,
                    "problem": {
                        "status": 403,
                        "code": "own_inspection",
                        "title": "不能审核自己填报的记录",
                        "detail": "不能审核自己填报的记录",
                        "errors": [],
                        "facts": {},
                    },
                },
            ]
        }
    )

    items: list[ReviewedItem]


class AnswersEdit(Input):
    """All answers as they should be, and why they were wrong."""

    model_config = by_example(
        {"answers": {"visit_result": "nobody_home"}, "reason": "误选了已入户，当时家中无人"}
    )

    answers: dict[str, Any] = Field(examples=[{"visit_result": "nobody_home"}])
    reason: Note


class EditLine(Output):
    """An edit: who, when, why."""

    model_config = by_example(
        {
            "number": 2,
            "edited_by_id": "0199a3c4-5d6e-7f80-9a1b-000000000102",
            "edited_by_name": "王小四",
            "edited_at": "2026-11-22T11:20:00.000+08:00",
            "reason": "误选了已入户，当时家中无人",
        }
    )

    number: int = Field(description="2, 3…: the answers as they came are the first")
    edited_by_id: UUID
    edited_by_name: str | None
    edited_at: Instant
    reason: str


class DifferenceView(Output):
    """One answer that changed; null where there was none, or is none any more."""

    pointer: str = Field(description="JSON Pointer into the answers", examples=["/visit_result"])
    field: str
    label: str
    before: Any
    after: Any


class EditView(EditLine):
    """An edit and what it changed of the answers before it. Changes of answers about health are for
    the one who wrote them down and for reviewers; for others `withheld` names their fields."""

    model_config = by_example(
        {
            "number": 2,
            "edited_by_id": "0199a3c4-5d6e-7f80-9a1b-000000000102",
            "edited_by_name": "王小四",
            "edited_at": "2026-11-22T11:20:00.000+08:00",
            "reason": "误选了已入户，当时家中无人",
            "differences": [
                {
                    "pointer": "/visit_result",
                    "field": "visit_result",
                    "label": "走访结果",
                    "before": "entered",
                    "after": "nobody_home",
                }
            ],
            "withheld": [],
        }
    )

    differences: list[DifferenceView]
    withheld: list[str]
