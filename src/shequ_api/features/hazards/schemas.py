"""Shapes of hazards."""

from typing import Any
from uuid import UUID

from pydantic import Field

from shequ_api.features.hazards.flow import HazardState
from shequ_api.features.hazards.rules import Escalation
from shequ_api.features.inspection_forms.public import HazardLevel
from shequ_api.kit.schema import Instant, Output, by_example

LINE: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000112",
    "form_key": "gas_safety",
    "field": "hose_condition",
    "label": "燃气软管",
    "level": "major",
    "level_title": "较大隐患",
    "text": "软管老化，应尽快更换",
    "state": "rectified",
    "state_title": "已整改，待复查",
    "round": 1,
    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
    "place_name": "东苑1栋1单元0302",
    "micro_grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
    "micro_grid_name": "东苑1栋微网格",
    "ticket_id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
    "found_at": "2026-11-22T10:05:12.480+08:00",
    "due_at": "2026-11-27T00:00:00.000+08:00",
    "overdue": False,
    "escalated_to": None,
    "rectified_at": "2026-11-24T16:20:00.000+08:00",
    "ended_at": None,
}


class HazardLine(Output):
    """A hazard as a line of a list."""

    model_config = by_example(LINE)

    id: UUID
    form_key: str
    field: str
    label: str = Field(description="What the form calls the field")
    level: HazardLevel
    level_title: str
    text: str
    state: HazardState
    state_title: str
    round: int = Field(description="One more for each re-inspection that it did not pass")
    place_id: UUID
    place_name: str
    micro_grid_id: UUID | None
    micro_grid_name: str | None
    ticket_id: UUID | None = Field(description="By which it is put right; null: it needs one")
    found_at: Instant
    due_at: Instant = Field(
        description="Until when it should be put right; once it is, looked at again"
    )
    overdue: bool
    escalated_to: Escalation | None
    rectified_at: Instant | None
    ended_at: Instant | None


class HazardFindingView(Output):
    """What one inspection saw of it."""

    inspection_id: UUID
    there: bool
    seen_at: Instant
    withdrawn_at: Instant | None = Field(
        description="Since when it counts no more: deleted, rejected, or edited"
    )
    worker_name: str | None


class HazardStepView(Output):
    """One step that was taken: what, who, when, and the note."""

    step: str = Field(examples=["fail"])
    title: str = Field(examples=["复查不通过"])
    state: HazardState
    at: Instant
    actor_name: str | None
    note: str | None


class HazardView(HazardLine):
    """A hazard with its history."""

    model_config = by_example(
        {
            **LINE,
            "findings": [
                {
                    "inspection_id": "0199a3c4-5d6e-7f80-9a1b-000000000111",
                    "there": True,
                    "seen_at": "2026-11-22T09:30:00.000+08:00",
                    "withdrawn_at": None,
                    "worker_name": "王小四",
                }
            ],
            "trail": [
                {
                    "step": "find",
                    "title": "排查发现",
                    "state": "found",
                    "at": "2026-11-22T10:05:12.480+08:00",
                    "actor_name": "王小四",
                    "note": None,
                }
            ],
        }
    )

    findings: list[HazardFindingView] = Field(description="The latest first, at most 50")
    trail: list[HazardStepView]


class HazardCountView(Output):
    """How many open hazards of one level lie in one grid."""

    model_config = by_example(
        {
            "micro_grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
            "micro_grid_name": "东苑1栋微网格",
            "level": "major",
            "level_title": "较大隐患",
            "found": 3,
            "rectifying": 5,
            "rectified": 2,
            "overdue": 1,
        }
    )

    micro_grid_id: UUID | None = Field(description="Null: places that lie in no one micro-grid")
    micro_grid_name: str | None
    level: HazardLevel
    level_title: str
    found: int
    rectifying: int
    rectified: int
    overdue: int = Field(description="Of all these")
