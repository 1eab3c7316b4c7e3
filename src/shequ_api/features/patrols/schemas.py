from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.base.files.schemas import FileView
from shequ_api.blocks.forms.parts import MAX_PHOTOS
from shequ_api.features.check_ins.public import DeviceTime
from shequ_api.features.hazards.public import HazardState
from shequ_api.features.inspection_forms.public import HazardLevel
from shequ_api.features.patrols.flow import InspectionState, ReviewDecision
from shequ_api.features.patrols.rules import SHA256, PhotoState
from shequ_api.kit.schema import Id, Input, Instant, Note, Output, by_example

MOST_KNOWN = 1_000
KnownVersion = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{24}$")]


class ExpectedPhoto(Input):
    """A photo that the answers name and that is handed in later, whole or in parts."""

    photo_id: Id = Field(description="Of the phone's making; the answers name the photo by it")
    sha256: Annotated[str, Field(pattern=SHA256)] = Field(
        description="Of the file's bytes as they will be handed in, in lower-case hex",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )


class InspectionDraft(Input):
    """A filled-in form. Answers are judged by the version that they name, however late."""

    model_config = by_example(
        {
            "form_version_id": "0199a3c4-5d6e-7f80-9a1b-00000000010f",
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
            "check_in_id": "0199a3c4-5d6e-7f80-9a1b-000000000110",
            "answers": {"visit_result": "nobody_home"},
            "filled_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    form_version_id: Id
    place_id: Id = Field(description="A dwelling or building in the worker's scope")
    check_in_id: Id | None = Field(default=None, description="An own check-in, sent before")
    answers: dict[str, Any] = Field(examples=[{"visit_result": "nobody_home"}])
    filled_at: DeviceTime = Field(description="When it was finished, by the phone's clock")
    expected_photos: Annotated[
        tuple[ExpectedPhoto, ...], Field(strict=False, max_length=MAX_PHOTOS)
    ] = Field(default=(), description="Photos of the answers that are still on the phone")
    based_on: Annotated[tuple[KnownVersion, ...], Field(strict=False, max_length=MOST_KNOWN)] = (
        Field(
            default=(),
            description="The `base_version` of all that was prefilled: what the register has "
            "learnt since is not overwritten",
        )
    )


class InspectionFlagView(Output):
    """Something in the answers that the worker and the reviewer should heed."""

    field: str
    level: HazardLevel
    label: str
    text: str
    pointer: str = Field(description="JSON Pointer into the answers")
    sensitive: bool = Field(description="About health: followed up, but no hazard and no ticket")


class ExpectedPhotoView(Output):
    photo_id: UUID
    sha256: str
    state: PhotoState


class InspectionReceipt(Output):
    """What became of a submission; the same again gives the same, with the present state."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000111",
            "state": "received",
            "received_at": "2026-11-22T10:05:12.480+08:00",
            "flags": [
                {
                    "field": "gas_hose",
                    "level": "major",
                    "label": "燃气软管",
                    "text": "软管老化开裂",
                    "pointer": "/gas_hose",
                    "sensitive": False,
                }
            ],
            "hazard_level": "major",
            "ticket_id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
            "expected_photos": [],
        }
    )

    id: UUID
    state: InspectionState
    received_at: Instant
    flags: list[InspectionFlagView]
    hazard_level: HazardLevel | None
    ticket_id: UUID | None = Field(description="The ticket of its hazards")
    expected_photos: list[ExpectedPhotoView] = Field(
        description="What was to come later: an inspection is approved once none is missing"
    )


class InspectionLine(Output):
    """An inspection as a line of a list."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000111",
            "form_key": "household_safety",
            "form_title": "入户安全与健康排查表",
            "state": "approved",
            "state_title": "审核通过",
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
            "place_name": "东苑1栋1单元0302",
            "worker_id": "0199a3c4-5d6e-7f80-9a1b-000000000102",
            "worker_name": "王小四",
            "hazard_level": "major",
            "filled_at": "2026-11-22T09:30:00.000+08:00",
            "received_at": "2026-11-22T10:05:12.480+08:00",
            "reviewed_at": "2026-11-22T15:00:00.000+08:00",
        }
    )

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


class InspectionHazardView(Output):
    """A hazard that is there by this inspection, and where it stands now."""

    id: UUID
    field: str
    level: HazardLevel
    text: str
    ticket_id: UUID | None = Field(description="By which it is put right; null: it needs one")
    state: HazardState
    state_title: str


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

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000111",
            "form_key": "household_safety",
            "form_title": "入户安全与健康排查表",
            "state": "approved",
            "state_title": "审核通过",
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
            "place_name": "东苑1栋1单元0302",
            "worker_id": "0199a3c4-5d6e-7f80-9a1b-000000000102",
            "worker_name": "王小四",
            "hazard_level": "major",
            "filled_at": "2026-11-22T09:30:00.000+08:00",
            "received_at": "2026-11-22T10:05:12.480+08:00",
            "reviewed_at": "2026-11-22T15:00:00.000+08:00",
            "form_version_id": "0199a3c4-5d6e-7f80-9a1b-00000000010f",
            "check_in_id": "0199a3c4-5d6e-7f80-9a1b-000000000110",
            "answers_number": 1,
            "answers": {"visit_result": "visited", "gas_hose": "cracked"},
            "withheld": ["blood_pressure"],
            "flags": [
                {
                    "field": "gas_hose",
                    "level": "major",
                    "label": "燃气软管",
                    "text": "软管老化开裂",
                    "pointer": "/gas_hose",
                    "sensitive": False,
                }
            ],
            "photos": [
                {
                    "id": "0199a3c4-5d6e-7f80-9a1b-00000000010a",
                    "media_type": "image/jpeg",
                    "width": 1280,
                    "height": 960,
                    "taken_at": "2026-11-22T09:30:00.000+08:00",
                    "url": "/api/v1/files/0199a3c4-…/content?until=…&code=…",
                }
            ],
            "expected_photos": [],
            "photos_waived_at": None,
            "hazards": [
                {
                    "id": "0199a3c4-5d6e-7f80-9a1b-000000000112",
                    "field": "gas_hose",
                    "level": "major",
                    "text": "软管老化开裂",
                    "ticket_id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
                    "state": "rectifying",
                    "state_title": "整改中",
                }
            ],
            "trail": [
                {
                    "step": "approve",
                    "title": "审核通过",
                    "state": "approved",
                    "at": "2026-11-22T15:00:00.000+08:00",
                    "actor_name": "张小青",
                    "note": None,
                }
            ],
        }
    )

    form_version_id: UUID
    check_in_id: UUID | None
    answers_number: int = Field(description="1 as they came; one more for each edit")
    answers: dict[str, Any]
    withheld: list[str]
    flags: list[InspectionFlagView]
    photos: list[FileView]
    expected_photos: list[ExpectedPhotoView]
    photos_waived_at: Instant | None = Field(
        description="Since when nobody waits for photos that lack"
    )
    hazards: list[InspectionHazardView]
    trail: list[InspectionStepView]


class InspectionReview(Input):
    """A reviewer's word. All but an approval says why."""

    model_config = by_example({"decision": "rejected", "note": "请补拍燃气软管的照片"})

    decision: Annotated[ReviewDecision, Field(strict=False)]
    note: Note | None = None
