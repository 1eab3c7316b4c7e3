"""Shapes of what was asked past the gate."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.kit.schema import Id, Input, Instant, Line, Note, Output, by_example

Day = Annotated[date, Field(strict=False, ge=date(2000, 1, 1), lt=date(2100, 1, 1))]


class UnadmittedDraft(Input):
    """What somebody asked of a grid past the gate."""

    model_config = by_example(
        {
            "grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
            "asked_by": "某部门工作群",
            "content": "要求今晚统计每户宠物数量",
            "asked_on": "2026-11-22",
        }
    )

    grid_id: Id = Field(description="One's own grid")
    asked_by: Line
    content: Note
    asked_on: Day


class UnadmittedView(Output):
    """Work that was sent back since nobody admitted it."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000164",
            "asked_by": "某部门工作群",
            "content": "要求今晚统计每户宠物数量",
            "asked_on": "2026-11-22",
            "reported_at": "2026-11-22T20:05:12.480+08:00",
            "micro_grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
            "micro_grid_name": "东苑1栋微网格",
            "reported_by_name": "王小四",
        }
    )

    id: UUID
    asked_by: str
    content: str
    asked_on: date
    reported_at: Instant
    micro_grid_id: UUID | None
    micro_grid_name: str | None
    reported_by_name: str | None
