from typing import Annotated, Any
from uuid import UUID

from pydantic import UUID7, Field

from shequ_api.features.patrols.public import InspectionReceipt
from shequ_api.kit.http.alone import ItemProblem
from shequ_api.kit.schema import Input, Output, by_example

MOST_SENT = 50


class BatchItem(Input):
    """One submission: its id, and the body that `PUT /inspections/{id}` takes."""

    id: Annotated[UUID7, Field(strict=False, description="Of the client's making")]
    body: dict[str, Any] = Field(
        description="An `InspectionDraft`; judged by itself, so that a bad one harms no other",
    )


class InspectionBatch(Input):
    """What gathered on a phone without a signal."""

    model_config = by_example(
        {
            "items": [
                {
                    "id": "0199a3c4-5d6e-7f80-9a1b-000000000111",
                    "body": {
                        "form_version_id": "0199a3c4-5d6e-7f80-9a1b-00000000010f",
                        "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
                        "answers": {"visit_result": "nobody_home"},
                        "filled_at": "2026-11-22T09:30:00.000+08:00",
                    },
                }
            ]
        }
    )

    items: Annotated[tuple[BatchItem, ...], Field(strict=False, min_length=1, max_length=MOST_SENT)]


class SentItem(Output):
    """What became of one, as its own request would have been answered."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000111",
            "status": 409,
            "receipt": None,
            "problem": {
                "status": 409,
                "code": "submission_differs",
                "title": "同一编号已提交过不同的内容",
                "detail": "同一编号已提交过不同的内容",
                "errors": [],
                "facts": {},
            },
        }
    )

    id: UUID
    status: int = Field(description="201 new, 200 received before, else a problem's")
    receipt: InspectionReceipt | None
    problem: ItemProblem | None


class BatchReceipt(Output):
    """In the order in which they were sent."""

    model_config = by_example(
        {
            "items": [
                {
                    "id": "0199a3c4-5d6e-7f80-9a1b-000000000111",
                    "status": 409,
                    "receipt": None,
                    "problem": {
                        "status": 409,
                        "code": "submission_differs",
                        "title": "同一编号已提交过不同的内容",
                        "detail": "同一编号已提交过不同的内容",
                        "errors": [],
                        "facts": {},
                    },
                }
            ]
        }
    )

    items: list[SentItem]
