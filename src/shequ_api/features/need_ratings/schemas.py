from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.kit.schema import CleanText, Input, Instant, Output, by_example

LINE: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000950",
    "score": 5,
    "comment": "师傅很细心",
    "rated_at": "2026-12-24T10:00:00.000+08:00",
}


class PoolRatingDraft(Input):
    """What I think of what was delivered."""

    model_config = by_example({"score": 5, "comment": "师傅很细心"})

    score: int = Field(ge=1, le=5, description="5 is best")
    comment: Annotated[CleanText, Field(min_length=1, max_length=500)] | None = Field(
        default=None, description="Others read it once it was checked, never whose it is"
    )


class PoolRatingLine(Output):
    """A rating, as everybody may read it."""

    model_config = by_example(LINE)

    id: UUID
    score: int
    comment: str | None = Field(description="Null: none, or not checked yet, or unfit for others")
    rated_at: Instant


class MyPoolRating(Output):
    """My rating of a pool."""

    model_config = by_example(
        LINE
        | {
            "changed_at": "2026-12-24T10:00:00.000+08:00",
            "changeable_until": "2027-01-01T00:00:00.000+08:00",
        }
    )

    id: UUID
    score: int
    comment: str | None
    rated_at: Instant
    changed_at: Instant
    changeable_until: Instant = Field(description="The first instant that is too late")
