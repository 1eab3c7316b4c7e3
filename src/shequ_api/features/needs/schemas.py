from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import UUID7, Field

from shequ_api.features.content_checks.public import ContentState
from shequ_api.features.needs.rules import NeedState
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Key, Line, Output, by_example

NeedId = Annotated[UUID7, Field(description="A UUIDv7 of the client's making")]
Quantity = Annotated[int, Field(ge=1, le=1000, description="How many")]
UntilOn = Annotated[
    date, Field(strict=False, description="The last day on which it is wanted; within a year")
]
CategoryCode = Annotated[Key, Field(description="A code of `list_need_categories`")]
CATEGORY: dict[str, Any] = {
    "code": "repair",
    "title": "维修",
    "position": 1,
    "own": False,
    "version": 1,
    "retired_at": None,
}
SAID: dict[str, Any] = {
    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
    "category_code": "repair",
    "text": "想请人上门清洗油烟机",
    "quantity": 1,
    "until_on": "2026-12-31",
    "would_pay": True,
    "would_help": False,
    "shared": True,
}
LINE: dict[str, Any] = SAID | {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000920",
    "category_title": "维修",
    "place_name": "致强社区",
    "state": "waiting",
    "placed_at": "2026-11-22T09:30:00.000+08:00",
    "ended_at": None,
    "ticket_id": None,
}
DESK_LINE: dict[str, Any] = LINE | {
    "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000001",
    "person_name": "甲居民",
}


class NeedCategoryDraft(Input):
    """A category of a district's own."""

    model_config = by_example({"title": "理发", "position": 10, "retired": False})

    title: Line
    position: int = Field(ge=0, le=1000, description="Order in lists")
    retired: bool = Field(default=False, description="Offered no more; what was placed stays")


class NeedCategoryView(Output):
    """A category of needs; its version is the ETag."""

    model_config = by_example(CATEGORY)

    code: str
    title: str
    position: int
    own: bool = Field(description="Of the district alone, and not ours")
    version: int
    retired_at: Instant | None


class NeedDraft(Input):
    """What I would like to have."""

    model_config = by_example(SAID)

    place_id: Id = Field(description="A place in a community, or the community itself")
    category_code: CategoryCode
    text: Annotated[CleanText, Field(min_length=2, max_length=500)] = Field(
        description="In my words; read by the staff"
    )
    quantity: Quantity = 1
    until_on: UntilOn
    would_pay: bool = Field(default=False, description="I would pay for it")
    would_help: bool = Field(default=False, description="I would lend a hand")
    shared: bool = Field(
        default=False, description="Neighbours may read it, never whose it is, once it was checked"
    )


class NeedOfTicket(Input):
    """What a need that is made of a ticket is."""

    model_config = by_example({"category_code": "repair", "quantity": 1, "until_on": "2026-12-31"})

    category_code: CategoryCode
    quantity: Quantity = 1
    until_on: UntilOn


class NeedLine(Output):
    """A need in a list."""

    model_config = by_example(LINE)

    id: UUID
    place_id: UUID
    place_name: str
    category_code: str
    category_title: str
    text: str
    quantity: int
    until_on: date
    would_pay: bool
    would_help: bool
    shared: bool
    state: NeedState
    ticket_id: UUID | None = Field(description="The ticket that it was made of")
    placed_at: Instant
    ended_at: Instant | None = Field(description="Since when it is settled, withdrawn or expired")


class NeedDeskLine(NeedLine):
    """A need as the staff read it."""

    model_config = by_example(DESK_LINE)

    person_id: UUID
    person_name: str | None


class NeedView(NeedLine):
    """A need, and what came of checking its words."""

    model_config = by_example(LINE | {"check": "pass"})

    check: ContentState = Field(description="What came of checking its words")
