"""Shapes of caps."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.base.places.models import PlaceKind
from shequ_api.kit.schema import Input, Instant, Note, Output, by_example

MOST_TASKS, MOST_MINUTES = 10_000, 31 * 24 * 60
CAP: dict[str, Any] = {
    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
    "place_name": "成华区青龙街道",
    "kind": "subdistrict",
    "tasks": 20,
    "minutes": 600,
    "reason": "每个微网格每月外来工作不超过十小时",
    "set_by_name": "李小华",
    "set_at": "2026-11-22T10:05:12.480+08:00",
}


class TaskCapDraft(Input):
    """The most outside work of one grid in a month, from all departments together."""

    model_config = by_example(
        {"tasks": 20, "minutes": 600, "reason": "每个微网格每月外来工作不超过十小时"}
    )

    tasks: Annotated[int, Field(ge=0, le=MOST_TASKS)] | None = None
    minutes: Annotated[int, Field(ge=0, le=MOST_MINUTES)] | None = Field(
        default=None, description="By what their types estimate; one of the two is said at least"
    )
    reason: Note


class TaskCapView(Output):
    """A cap. Of a district's and a subdistrict's, the stricter holds."""

    model_config = by_example(CAP)

    place_id: UUID
    place_name: str
    kind: PlaceKind
    tasks: int | None
    minutes: int | None
    reason: str
    set_by_name: str | None
    set_at: Instant
