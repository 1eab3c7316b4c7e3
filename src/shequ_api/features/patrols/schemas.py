from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.base.files.schemas import FileView
from shequ_api.features.check_ins.public import DeviceTime
from shequ_api.features.inspection_forms.public import HazardLevel
from shequ_api.features.patrols.flow import InspectionState, ReviewDecision
from shequ_api.kit.schema import Id, Input, Instant, Note, Output


class InspectionDraft(Input):
    """A filled-in form. Answers are judged by the version that they name, however late."""

    form_version_id: Id
    place_id: Id = Field(description="A dwelling or building in the worker's scope")
    check_in_id: Id | None = Field(default=None, description="An own check-in, sent before")
    answers: dict[str, Any] = Field(examples=[{"visit_result": "nobody_home"}])
    filled_at: DeviceTime = Field(description="When it was finished, by the phone's clock")


class InspectionFlagView(Output):
    """Something in the answers that the worker and the reviewer should heed."""

    field: str
    level: HazardLevel
    label: str
    text: str
    pointer: str = Field(description="JSON Pointer into the answers")
    sensitive: bool = Field(description="About health: followed up, but no hazard and no ticket")


class InspectionReceipt(Output):
    """What became of a submission; the same again gives the same, with the present state."""

    id: UUID
    state: InspectionState
    received_at: Instant
    flags: list[InspectionFlagView]
    hazard_level: HazardLevel | None
    ticket_id: UUID | None = Field(description="The ticket of its hazards")


class InspectionLine(Output):
    """One line of a list."""

    id: UUID
    form_key: str
    form_title: str
    state: InspectionState
    state_title: str
    place_id: UUID
    place_name: str
    worker_id: UUID
    worker_name: str | None
    hazard_level: HazardLevel | None
    filled_at: Instant
    received_at: Instant
    reviewed_at: Instant | None


class HazardView(Output):
    id: UUID
    field: str
    level: HazardLevel
    text: str
    ticket_id: UUID


class InspectionStepView(Output):
    """One step that was taken: what, who, when, and the note."""

    step: str = Field(examples=["approve"])
    title: str = Field(examples=["审核通过"])
    state: InspectionState
    at: Instant
    actor_name: str | None
    note: str | None


class InspectionView(InspectionLine):
    """An inspection with its answers. Answers about health are for the one who wrote them down and
    for reviewers; for others they are left out, and `withheld` names their fields."""

    form_version_id: UUID
    check_in_id: UUID | None
    answers: dict[str, Any]
    withheld: list[str]
    flags: list[InspectionFlagView]
    photos: list[FileView]
    hazards: list[HazardView]
    trail: list[InspectionStepView]


class InspectionReview(Input):
    """A reviewer's word. A rejection says why."""

    decision: Annotated[ReviewDecision, Field(strict=False)]
    note: Note | None = None
