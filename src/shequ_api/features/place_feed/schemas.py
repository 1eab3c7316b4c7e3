"""Shapes of the feed."""

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from shequ_api.features.open_affairs.public import LINE
from shequ_api.kit.schema import Instant, Output, by_example


class FeedKind(StrEnum):
    """What an item is."""

    NOTICE = "notice"
    DISCLOSURE = "disclosure"


class FeedItem(Output):
    """Something that is said at a place."""

    model_config = by_example(
        {
            "kind": "disclosure",
            "id": LINE["id"],
            "at": LINE["shown_from"],
            "place_id": LINE["place_id"],
            "place_name": LINE["place_name"],
            "category": LINE["category"],
            "category_title": LINE["category_title"],
            "title": LINE["title"],
            "text": "收入 20 000 元，支出 18 350 元，明细见附图。",
            "answered_by": LINE["answered_by"],
            "number": 1,
        }
    )

    kind: FeedKind
    id: UUID = Field(description="Of the notice or disclosure; its photos are read there")
    at: Instant = Field(description="From when it is shown: the feed's order")
    place_id: UUID
    place_name: str = Field(description="Who issues the notice; whose affair is disclosed")
    category: str = Field(description="Of a notice how urgent it is, of a disclosure its category")
    category_title: str
    title: str
    text: str
    answered_by: str | None = Field(description="Of a disclosure who answers for it")
    number: int = Field(description="The edition; above 1, it was corrected")
