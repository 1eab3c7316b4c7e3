from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.features.points_lots.rules import LONGEST, LONGEST_NOTICE, Span
from shequ_api.kit.schema import Input, Instant, Output, by_example

NoticeDays = Annotated[
    list[Annotated[int, Field(ge=1, le=LONGEST_NOTICE)]],
    Field(
        min_length=1,
        max_length=5,
        description="So many days before points expire, whoever has them is told; each once",
        examples=[[30, 7]],
    ),
]
DRAFT = {
    "span": "years",
    "length": 1,
    "notice_days": [30, 7],
    "valid_from": "2027-01-01T00:00:00.000+08:00",
}


class ExpiryPolicyDraft(Input):
    """How long points are good that come from an instant on (now, if not said); what came before
    keeps its day. `years`: to the end of the year that many years after the one in which they came.
    `months`: to the end of the month that many months after. `never`: for ever."""

    model_config = by_example(DRAFT)

    span: Annotated[Span, Field(strict=False)]
    length: Annotated[int, Field(ge=0, le=LONGEST[Span.MONTHS])] | None = Field(
        default=None, description="Years (10 at most) or months; null for `never`"
    )
    notice_days: NoticeDays = [30, 7]
    valid_from: Instant | None = None


class ExpiryPolicyView(Output):
    """A policy of a district; it holds until a later one begins."""

    model_config = by_example(
        {
            **DRAFT,
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000121",
            "district_id": "0199a3c4-5d6e-7f80-9a1b-000000000107",
            "set_at": "2026-11-22T09:30:00.000+08:00",
            "in_force": False,
            "expires_on": "2027-12-31",
        }
    )

    id: UUID
    district_id: UUID
    span: Span
    length: int | None
    notice_days: list[int]
    valid_from: Instant
    set_at: Instant
    in_force: bool
    expires_on: date | None = Field(
        description="Until when points are good that come now, or when the policy begins; null: "
        "for ever"
    )
