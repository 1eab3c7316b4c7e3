"""Shapes of tasks."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.features.patrol_tasks.rules import FailureReason, TaskState
from shequ_api.kit.schema import Id, Input, Instant, Note, Output, by_example

LINE: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000132",
    "plan_id": "0199a3c4-5d6e-7f80-9a1b-000000000130",
    "source_kind": None,
    "source_id": None,
    "title": "电动自行车停放巡查",
    "route_name": "东苑北线",
    "position": 0,
    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000104",
    "place_name": "东苑1栋",
    "asset_id": None,
    "form_key": "electric_bicycles",
    "due_on": "2026-11-23",
    "opens_at": "2026-11-23T08:30:00.000+08:00",
    "closes_at": "2026-11-23T18:00:00.000+08:00",
    "assignee_id": None,
    "assignee_name": None,
    "state": "failed",
    "state_title": "未能完成",
    "closed_at": "2026-11-23T10:05:12.480+08:00",
    "reason": "nobody_home",
    "note": "两次敲门无人应答",
    "target": None,
    "reached": None,
}


class PatrolTaskCompletion(Input):
    """The check-in that shows it."""

    model_config = by_example({"check_in_id": "0199a3c4-5d6e-7f80-9a1b-000000000110"})

    check_in_id: Id = Field(description="An own check-in at the place, sent before")


class PatrolTaskFailure(Input):
    """Why it could not be done."""

    model_config = by_example({"reason": "nobody_home", "note": "两次敲门无人应答"})

    reason: Annotated[FailureReason, Field(strict=False)]
    note: Note | None = None


class PatrolTaskCancellation(Input):
    """Why it need not be done."""

    model_config = by_example({"note": "当天停电检修，改日再查"})

    note: Note


class PatrolTaskView(Output):
    """A task: one stop on one day."""

    model_config = by_example(LINE)

    id: UUID
    plan_id: UUID | None = Field(description="Null: another record asks for it, once")
    source_kind: str | None = Field(description="`reinspection` of a hazard, `admitted_task`")
    source_id: UUID | None
    title: str
    route_name: str
    position: int = Field(description="In the order of walking, through the whole plan")
    place_id: UUID
    place_name: str
    asset_id: UUID | None
    form_key: str | None = Field(description="The form to fill in; null: check in on the spot")
    due_on: date
    opens_at: Instant
    closes_at: Instant
    assignee_id: UUID | None = Field(description="Null: whoever serves the grid")
    assignee_name: str | None
    state: TaskState
    state_title: str
    closed_at: Instant | None
    reason: str | None = Field(
        description="Of a failed task; of a cancelled one `by_hand`, `plan_changed`, `plan_ended`, "
        "`place_ended`, `asset_removed` or `needless`; `evidence_deleted`: the inspection that "
        "completed it was deleted, and it is to be done again, or was missed; "
        "`evidence_rejected`: a reviewer did not accept it; `grid_ended`: the grid was "
        "split or merged, and others took it over; `withdrawn` by whoever gave it"
    )
    note: str | None
    target: int | None = Field(
        description="Of a task for a whole grid: to how many places in it; null: this one place"
    )
    reached: int | None = Field(description="Of these, to how many somebody went")


class PatrolTallyView(Output):
    """How many tasks of one plan in one grid are in which state."""

    model_config = by_example(
        {
            "plan_id": "0199a3c4-5d6e-7f80-9a1b-000000000130",
            "title": "电动自行车停放巡查",
            "micro_grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
            "micro_grid_name": "东苑1栋微网格",
            "ready": 3,
            "completed": 12,
            "failed": 1,
            "missed": 0,
            "cancelled": 0,
        }
    )

    plan_id: UUID
    title: str
    micro_grid_id: UUID | None = Field(description="Null: places that lie in no one micro-grid")
    micro_grid_name: str | None
    ready: int
    completed: int
    failed: int
    missed: int
    cancelled: int
