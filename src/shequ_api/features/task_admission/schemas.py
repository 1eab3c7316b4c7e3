"""Shapes of admission."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.features.grid_tasks.public import VisitedKind
from shequ_api.features.task_admission.flow import Standing, TypeState
from shequ_api.features.task_admission.rules import Frequency, TargetKind
from shequ_api.kit.schema import Id, Input, Instant, Key, Line, Note, Output, by_example

Day = Annotated[date, Field(strict=False, ge=date(2000, 1, 1), lt=date(2100, 1, 1))]
Quota = Annotated[int, Field(ge=1, le=1_000_000)]
TYPE: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000160",
    "title": "冬季消防安全宣传",
    "content": "到每栋楼检查消防通道，张贴宣传单",
    "legal_basis": "《消防法》第六条",
    "funding": "每栋补贴 5 元，由消防救援大队支付",
    "department_id": "0199a3c4-5d6e-7f80-9a1b-000000000161",
    "department_name": "消防救援大队",
    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000100",
    "place_name": "成华区",
    "target_kind": "building",
    "visited_kind": None,
    "asset_kind": None,
    "frequency": "yearly",
    "estimated_minutes": 15,
    "form_key": "fire_lanes",
    "state": "admitted",
    "state_title": "已准入",
    "requested_at": "2026-11-02T10:05:12.480+08:00",
    "admitted_at": "2026-11-10T10:05:12.480+08:00",
    "valid_from": "2026-11-15",
    "valid_to": "2027-02-28",
    "quota_per_grid_month": 20,
    "quota_total": 5000,
    "used_total": 1280,
}


class TaskTypeDraft(Input):
    """What a department wants grids to do, by what right, and where."""

    model_config = by_example(
        {
            "title": "冬季消防安全宣传",
            "content": "到每栋楼检查消防通道，张贴宣传单",
            "legal_basis": "《消防法》第六条",
            "funding": "每栋补贴 5 元，由消防救援大队支付",
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
            "target_kind": "building",
            "frequency": "yearly",
            "estimated_minutes": 15,
            "form_key": "fire_lanes",
        }
    )

    title: Line
    content: Note
    legal_basis: Note
    funding: Note = Field(description="Who pays what, or which points it earns")
    place_id: Id = Field(description="A district, subdistrict or community, with all below")
    subdistrict_id: Id | None = Field(
        default=None, description="Which looks at it first, where the scope is a whole district"
    )
    target_kind: Annotated[TargetKind, Field(strict=False)] = Field(
        description="What one task is about; `grid`: a whole grid"
    )
    visited_kind: Annotated[VisitedKind, Field(strict=False)] | None = Field(
        default=None, description="Of a whole grid: to what one goes in it"
    )
    asset_kind: Key | None = Field(default=None, description="Which, where one goes to assets")
    frequency: Annotated[Frequency, Field(strict=False)]
    estimated_minutes: Annotated[int, Field(ge=1, le=480)] = Field(
        description="Of one task; of a whole grid, for each place in it"
    )
    form_key: Key | None = Field(default=None, description="Null: a check-in is enough")

    @model_validator(mode="after")
    def _whole(self) -> "TaskTypeDraft":
        whole = self.target_kind == TargetKind.GRID
        if whole != (self.visited_kind is not None):
            raise PydanticCustomError("visited_unfit", "整格事项须写明走访对象，其他事项不填")
        if (self.visited_kind == VisitedKind.ASSET) != (self.asset_kind is not None):
            raise PydanticCustomError("asset_kind_unfit", "走访设施须写明设施种类，其他不填")
        return self


class TaskTypeReview(Input):
    """A subdistrict's word, with its reason."""

    model_config = by_example({"agreed": True, "reason": "冬季火灾多发，网格可以承担"})

    agreed: bool
    reason: Note


class TaskTypeAdmission(Input):
    """A district's word. Where it agrees: how much, and from when till when."""

    model_config = by_example(
        {
            "agreed": True,
            "reason": "同意，限额执行",
            "quota_per_grid_month": 20,
            "quota_total": 5000,
            "valid_from": "2026-11-15",
            "valid_to": "2027-02-28",
        }
    )

    agreed: bool
    reason: Note
    quota_per_grid_month: Quota | None = Field(
        default=None, description="Tasks of one grid; one for a whole grid by its places"
    )
    quota_total: Quota | None = None
    valid_from: Day | None = None
    valid_to: Day | None = Field(
        default=None, description="The last day, included; at most a year later"
    )


class TaskTypeStanding(Input):
    """Whether work may be given by it, and why."""

    model_config = by_example({"standing": "suspended", "reason": "防汛期间网格任务已满"})

    standing: Annotated[Standing, Field(strict=False)]
    reason: Note


class TaskTypeLine(Output):
    """A type of task in the register."""

    model_config = by_example(TYPE)

    id: UUID
    title: str
    content: str
    legal_basis: str
    funding: str
    department_id: UUID
    department_name: str
    place_id: UUID
    place_name: str
    target_kind: TargetKind
    visited_kind: VisitedKind | None
    asset_kind: str | None
    frequency: Frequency
    estimated_minutes: int
    form_key: str | None
    state: TypeState
    state_title: str = Field(description="An admission that is over says so here")
    requested_at: Instant
    admitted_at: Instant | None
    valid_from: date | None
    valid_to: date | None
    quota_per_grid_month: int | None
    quota_total: int | None
    used_total: int


class TaskTypeStepView(Output):
    """One step that was taken: what, when, and the reason."""

    step: str = Field(examples=["admit"])
    title: str = Field(examples=["准予进入网格"])
    state: TypeState
    at: Instant
    note: str | None


class TaskTypeView(TaskTypeLine):
    """A type with the reasons of those who decided."""

    model_config = by_example(
        {
            **TYPE,
            "trail": [
                {
                    "step": "admit",
                    "title": "准予进入网格",
                    "state": "admitted",
                    "at": "2026-11-10T10:05:12.480+08:00",
                    "note": "同意，限额执行",
                }
            ],
        }
    )

    trail: list[TaskTypeStepView]
