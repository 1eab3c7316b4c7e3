"""Shapes of categories."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.kit.schema import Input, Instant, Key, Line, Output, by_example

Position = Annotated[int, Field(ge=1, le=10_000, description="Its order among the others")]
LeastDays = Annotated[int, Field(ge=1, le=366)]
CATEGORY: dict[str, Any] = {
    "code": "finance",
    "title": "财务公开",
    "position": 3,
    "needs_second": True,
    "least_days": 7,
}


class DisclosureCategoryChange(Input):
    """What a category is called, where it stands and what it asks."""

    model_config = by_example({name: CATEGORY[name] for name in CATEGORY if name != "code"})

    title: Line
    position: Position
    needs_second: bool = Field(default=False, description="Its writer may not publish it")
    least_days: LeastDays | None = Field(default=None, description="Shown so long at least")


class DisclosureCategoryDraft(DisclosureCategoryChange):
    """A category of a district's own."""

    model_config = by_example(CATEGORY)

    code: Key = Field(description="By which entries and filters name it")


class DisclosureCategoryView(Output):
    """A category; its version is the ETag where it is changed."""

    model_config = by_example(
        {
            **CATEGORY,
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000860",
            "owner_id": None,
            "version": 1,
            "retired_at": None,
        }
    )

    id: UUID
    owner_id: UUID | None = Field(description="The district whose own it is; null: of all")
    code: str
    title: str
    position: int
    needs_second: bool
    least_days: int | None
    version: int
    retired_at: Instant | None
