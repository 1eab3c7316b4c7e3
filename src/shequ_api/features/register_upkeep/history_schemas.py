from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Field

from shequ_api.base.register.freshness import Kind, RegisterSource
from shequ_api.base.register.households import Relation
from shequ_api.features.register.public import ENTRY
from shequ_api.kit.schema import Instant, Output, by_example


class DwellingHistoryLine(Output):
    """Something that is over at a dwelling: a stay, a keyed fact, a shop, or former words."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000202",
            "kind": "occupancy",
            "detail": "tenant",
            "title": None,
            "entry_id": ENTRY,
            "premises_id": None,
            "name": "李*梅",
            "household": 1,
            "relation": "spouse",
            "starts_on": "2024-03-01",
            "until_on": "2026-11-01",
            "replaced": False,
            "value": None,
            "sensitive": False,
            "said": None,
            "source": "door_visit",
            "verified_at": "2026-08-22T09:30:00.000+08:00",
        }
    )

    id: UUID
    kind: Kind
    detail: str | None = Field(description="The belonging, the premises' kind, or the fact's key")
    title: str | None = Field(description="Of a fact's key")
    entry_id: UUID | None
    premises_id: UUID | None
    name: str | None = Field(
        description="Masked; of the premises as it is. Null for who is not in my scope by now"
    )
    household: int | None
    relation: Relation | None = Field(description="To the head of the household, of a stay")
    starts_on: date | None = Field(description="Of a stay")
    until_on: date = Field(description="The first day on which it was over, or said otherwise")
    replaced: bool = Field(description="Something took its place; else somebody left, or closed")
    value: bool | int | str | None
    sensitive: bool = Field(description="The fact has a value that is not shown")
    said: dict[str, Any] | None = Field(
        description="Former words, masked: field → what it said until then"
    )
    source: RegisterSource
    verified_at: Instant
