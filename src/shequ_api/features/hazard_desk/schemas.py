"""Shapes of what staff decide about hazards."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.features.hazard_desk.rules import WaiverKind
from shequ_api.features.hazards.public import LONGEST_WORKDAYS
from shequ_api.features.inspection_forms.public import HazardLevel
from shequ_api.kit.schema import CleanText, Input, Instant, Note, Output, by_example


class HazardWaiverView(Output):
    """A waiver, and what became of it."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000115",
            "hazard_id": "0199a3c4-5d6e-7f80-9a1b-000000000112",
            "place_name": "东苑1栋1单元0302",
            "level": "major",
            "text": "软管老化，应尽快更换",
            "kind": "false_alarm",
            "reason": "误填，该户使用电磁炉，没有燃气",
            "asked_by_name": "张小青",
            "asked_at": "2026-11-22T10:05:12.480+08:00",
            "granted": None,
            "note": None,
            "decided_by_name": None,
            "decided_at": None,
        }
    )

    id: UUID
    hazard_id: UUID
    place_name: str
    level: HazardLevel
    text: str
    kind: WaiverKind
    reason: str
    asked_by_name: str | None
    asked_at: Instant
    granted: bool | None = Field(description="Null: it waits for a second person")
    note: str | None
    decided_by_name: str | None = Field(description="Null, too, where one person was enough")
    decided_at: Instant | None


class HazardWaiverRequest(Input):
    """Why a hazard need not be followed any more."""

    model_config = by_example({"kind": "false_alarm", "reason": "误填，该户使用电磁炉，没有燃气"})

    kind: Annotated[WaiverKind, Field(strict=False)]
    reason: Note


class HazardWaiverDecision(Input):
    """A second person's word. A refusal says why."""

    model_config = by_example({"granted": True, "note": None})

    granted: bool
    note: Note | None = None


class HazardTicketRequest(Input):
    """What the new ticket says beside the hazard."""

    model_config = by_example({"note": "住户现已同意更换"})

    note: Annotated[CleanText, Field(min_length=1, max_length=500)] | None = None


Workdays = Annotated[int, Field(ge=0, le=LONGEST_WORKDAYS)]


class HazardDeadlineDraft(Input):
    """Workdays, by the calendar; 0 is within 24 hours, whatever day it is."""

    model_config = by_example({"rectify_workdays": 3, "reinspect_workdays": 2})

    rectify_workdays: Workdays
    reinspect_workdays: Workdays


class HazardDeadlineView(Output):
    """How long hazards of a level may take in a district."""

    model_config = by_example(
        {
            "level": "major",
            "level_title": "较大隐患",
            "rectify_workdays": 3,
            "reinspect_workdays": 2,
        }
    )

    level: HazardLevel
    level_title: str
    rectify_workdays: int
    reinspect_workdays: int
