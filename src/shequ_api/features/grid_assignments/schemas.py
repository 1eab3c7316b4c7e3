"""Shapes of grid assignments."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.base.places.models import GridKind
from shequ_api.features.patrol_tasks.public import TaskState
from shequ_api.kit.schema import Id, Input, Instant, Note, Output, by_example

Day = Annotated[date, Field(strict=False, ge=date(2000, 1, 1), lt=date(2100, 1, 1))]
LINE: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000165",
    "type_id": "0199a3c4-5d6e-7f80-9a1b-000000000160",
    "title": "冬季燃气安全入户检查",
    "department_id": "0199a3c4-5d6e-7f80-9a1b-000000000161",
    "department_name": "消防救援大队",
    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
    "place_name": "成华区青龙街道",
    "grid_kind": "micro_grid",
    "visits_each": None,
    "opens_on": "2026-12-01",
    "closes_on": "2026-12-31",
    "grids": 14,
    "tasks": 1122,
    "made_at": "2026-11-22T10:05:12.480+08:00",
    "cancelled_at": None,
    "cancel_reason": None,
}


class GridAssignmentDraft(Input):
    """Where and when: in the type's scope, all days in one month, whose quota it is."""

    model_config = by_example(
        {
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
            "opens_on": "2026-12-01",
            "closes_on": "2026-12-31",
        }
    )

    place_id: Id = Field(description="A district, subdistrict or community: all grids in it")
    grid_kind: Annotated[GridKind, Field(strict=False)] = Field(
        default=GridKind.MICRO, description="`micro_grid` or `general_grid`"
    )
    visits_each: Annotated[int, Field(ge=1, le=10_000)] | None = Field(
        default=None, description="To so many places of each grid; null: to all"
    )
    opens_on: Day = Field(description="What is done from its first minute on counts")
    closes_on: Day = Field(description="The last day, included")


class GridAssignmentCancellation(Input):
    """Why nobody need do it any more."""

    model_config = by_example({"reason": "数据口径有误，另行派发"})

    reason: Note


class GridAssignmentLine(Output):
    """Work for whole grids as a line of a list."""

    model_config = by_example(LINE)

    id: UUID
    type_id: UUID
    title: str
    department_id: UUID
    department_name: str
    place_id: UUID
    place_name: str
    grid_kind: GridKind
    visits_each: int | None
    opens_on: date
    closes_on: date
    grids: int
    tasks: int = Field(description="As quotas count them: by the places in the grids")
    made_at: Instant
    cancelled_at: Instant | None
    cancel_reason: str | None


class GridAssignmentView(GridAssignmentLine):
    """Work for whole grids, and how far it is."""

    model_config = by_example(
        {
            **LINE,
            "made": 14,
            "target": 1120,
            "reached": 860,
            "ready": 9,
            "completed": 5,
            "failed": 0,
            "missed": 0,
            "cancelled": 0,
        }
    )

    made: int = Field(description="Tasks that are made by now; those of thousands take a while")
    target: int = Field(description="To how many places, as the grids are by now")
    reached: int
    ready: int
    completed: int
    failed: int
    missed: int
    cancelled: int


class GridProgressView(Output):
    """How far one grid is."""

    model_config = by_example(
        {
            "grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
            "grid_name": "东苑1栋微网格",
            "task_id": "0199a3c4-5d6e-7f80-9a1b-000000000132",
            "state": "ready",
            "state_title": "待执行",
            "reason": None,
            "target": 80,
            "reached": 12,
            "tasks": 80,
        }
    )

    grid_id: UUID
    grid_name: str
    task_id: UUID
    state: TaskState
    state_title: str
    reason: str | None = Field(description="`grid_ended`: other grids took it over")
    target: int
    reached: int
    tasks: int = Field(description="As it is booked; 0: other grids took it over")
