"""Shapes of work that is given by admitted types."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.kit.schema import Id, Input, Instant, Note, Output, by_example

Day = Annotated[date, Field(strict=False, ge=date(2000, 1, 1), lt=date(2100, 1, 1))]


class AssignmentDraft(Input):
    """Where and when: within the type's scope, all days in one month, whose quota it is."""

    model_config = by_example(
        {
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
            "opens_on": "2026-12-01",
            "closes_on": "2026-12-15",
        }
    )

    place_id: Id = Field(description="A place in the scope: all targets in it")
    opens_on: Day
    closes_on: Day = Field(description="The last day, included")


class AssignmentView(Output):
    """What was given."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000162",
            "type_id": "0199a3c4-5d6e-7f80-9a1b-000000000160",
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
            "opens_on": "2026-12-01",
            "closes_on": "2026-12-15",
            "tasks": 42,
            "grids": 14,
            "used_total": 1322,
        }
    )

    id: UUID
    type_id: UUID
    place_id: UUID
    opens_on: date
    closes_on: date
    tasks: int
    grids: int
    used_total: int = Field(description="Of the type's quota, with these")


class AssignedTaskView(Output):
    """A task of a grid, and why it is theirs."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000163",
            "patrol_task_id": "0199a3c4-5d6e-7f80-9a1b-000000000132",
            "state": "ready",
            "state_title": "待执行",
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000104",
            "place_name": "东苑1栋",
            "opens_on": "2026-12-01",
            "closes_on": "2026-12-15",
            "type_id": "0199a3c4-5d6e-7f80-9a1b-000000000160",
            "title": "冬季消防安全宣传",
            "content": "到每栋楼检查消防通道，张贴宣传单",
            "legal_basis": "《消防法》第六条",
            "department_name": "消防救援大队",
            "minutes": 15,
            "tasks": 1,
            "is_admitted": True,
            "returned_at": None,
            "return_reason": None,
        }
    )

    id: UUID
    patrol_task_id: UUID
    state: str = Field(description="Of the patrol task")
    state_title: str
    place_id: UUID
    place_name: str
    opens_on: date
    closes_on: date
    type_id: UUID
    title: str
    content: str
    legal_basis: str
    department_name: str
    minutes: int
    tasks: int = Field(
        description="As quotas count it: one for a whole grid by its places; 0: it follows one of "
        "a grid that was split or merged"
    )
    is_admitted: bool = Field(description="False: its type was suspended, withdrawn, or is over")
    returned_at: Instant | None
    return_reason: str | None


class TaskReturn(Input):
    """Why a task is given back whose type is not admitted any more."""

    model_config = by_example({"reason": "该事项已取消准入"})

    reason: Note


class TaskLoadView(Output):
    """What one department gave one grid in a month; a task for a whole grid by its places."""

    model_config = by_example(
        {
            "micro_grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
            "micro_grid_name": "东苑1栋微网格",
            "department_id": "0199a3c4-5d6e-7f80-9a1b-000000000161",
            "department_name": "消防救援大队",
            "tasks": 3,
            "minutes": 45,
        }
    )

    micro_grid_id: UUID
    micro_grid_name: str
    department_id: UUID
    department_name: str
    tasks: int
    minutes: int
