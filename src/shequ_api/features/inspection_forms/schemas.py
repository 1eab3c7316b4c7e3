from typing import Any
from uuid import UUID

from pydantic import Field

from shequ_api.kit.schema import Instant, Output


class FormLine(Output):
    """A form and its current version."""

    key: str = Field(examples=["household_safety"])
    title: str = Field(examples=["入户安全与健康排查表"])
    version_id: UUID
    number: int
    published_at: Instant


class FormVersionView(Output):
    """One version with its definition: `FormDefinition`, as it is stored."""

    key: str
    version_id: UUID
    number: int
    published_at: Instant | None = Field(description="Null for a draft")
    definition: dict[str, Any]
