from typing import Any
from uuid import UUID

from pydantic import Field

from shequ_api.blocks.forms.definition import EXAMPLE
from shequ_api.kit.schema import Instant, Output, by_example


class FormLine(Output):
    """A form and its current version."""

    model_config = by_example(
        {
            "key": "household_safety",
            "title": "入户安全与健康排查表",
            "version_id": "0199a3c4-5d6e-7f80-9a1b-00000000010f",
            "number": 1,
            "published_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    key: str = Field(examples=["household_safety"])
    title: str = Field(examples=["入户安全与健康排查表"])
    version_id: UUID
    number: int
    published_at: Instant


class FormVersionView(Output):
    """One version with its definition: `FormDefinition`, as it is stored."""

    model_config = by_example(
        {
            "key": "household_safety",
            "version_id": "0199a3c4-5d6e-7f80-9a1b-00000000010f",
            "number": 1,
            "published_at": "2026-11-22T09:30:00.000+08:00",
            "definition": EXAMPLE,
        }
    )

    key: str
    version_id: UUID
    number: int
    published_at: Instant | None = Field(description="Null for a draft")
    definition: dict[str, Any]
