from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.base.files.schemas import DocumentView, FileView
from shequ_api.features.service_applications.flow import ApplicationSide, ApplicationState
from shequ_api.features.services.public import MOST_FILES, MOST_MATERIALS, Channel
from shequ_api.kit.schema import Id, Input, Instant, Key, Line, Output, by_example

PHOTO_ID = "0199a3c4-5d6e-7f80-9a1b-000000000103"
LINE: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000811",
    "number": "B261122-000187-4",
    "state": "returned",
    "state_title": "待补正",
    "service_id": "0199a3c4-5d6e-7f80-9a1b-000000000801",
    "edition": 2,
    "title": "高龄津贴申请",
    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
    "office_name": "致强社区",
    "applied_at_id": "0199a3c4-5d6e-7f80-9a1b-000000000107",
    "applied_at_name": "101",
    "applicant_id": "0199a3c4-5d6e-7f80-9a1b-000000000102",
    "organisation_id": None,
    "applicant_name": "王老四",
    "channel": "online",
    "handler_id": None,
    "submitted_at": "2026-11-22T09:30:00.000+08:00",
    "accepted_at": None,
    "due_at": None,
    "answer_by": "2026-12-08T00:00:00.000+08:00",
    "ended_at": None,
}
STEP = {
    "step": "return",
    "title": "一次性告知补正",
    "state": "returned",
    "at": "2026-11-22T10:30:00.000+08:00",
    "side": "office",
    "by": "致强社区",
    "note": "身份证照片不清楚，请重拍",
}
PHOTO = {
    "id": PHOTO_ID,
    "media_type": "image/jpeg",
    "width": 1080,
    "height": 1440,
    "taken_at": None,
    "url": f"/api/v1/files/{PHOTO_ID}/content?until=1763797200&code=abc",
}
DOCUMENT = {
    "id": "0199a3c4-5d6e-7f80-9a1b-00000000010d",
    "title": "户口簿扫描件",
    "media_type": "application/pdf",
    "pages": 4,
    "size_bytes": 482044,
    "url": "/api/v1/files/0199a3c4-5d6e-7f80-9a1b-00000000010d/content?until=1763797200&code=abc",
}
ANSWERS = {"bank": "成都银行"}
MATERIAL = {"key": "id_card", "photo_ids": [PHOTO_ID], "document_ids": []}
ATTACHED = {
    "key": "id_card",
    "title": "身份证正反面照片",
    "round": 1,
    "handed_in_at": "2026-11-22T09:30:00.000+08:00",
    "photo": PHOTO,
}
DETAIL: dict[str, Any] = {
    **LINE,
    "steps": [STEP],
    "legal_steps": ["supplement", "withdraw"],
    "asked": ["id_card"],
    "said": "身份证照片不清楚，请重拍",
    "told": [],
    "form_version_id": "0199a3c4-5d6e-7f80-9a1b-000000000812",
    "answers": ANSWERS,
    "photos": [ATTACHED],
    "documents": [],
    "certificate_id": None,
}


class ServiceApplicationLine(Output):
    """An application in a list."""

    model_config = by_example(LINE)

    id: UUID
    number: str = Field(description="By which people speak of it; its last digit is a check digit")
    state: ApplicationState
    state_title: str
    service_id: UUID
    edition: int = Field(description="Of the guide by which it is handled")
    title: str
    place_id: UUID = Field(description="Of the office that handles it")
    office_name: str
    applied_at_id: UUID = Field(description="Where the applicant is")
    applied_at_name: str
    applicant_id: UUID | None
    organisation_id: UUID | None
    applicant_name: str | None
    channel: Channel
    handler_id: UUID | None = Field(description="Who of the office has claimed it")
    submitted_at: Instant
    accepted_at: Instant | None
    due_at: Instant | None = Field(description="Until when it is promised, while the clock runs")
    answer_by: Instant | None = Field(description="Until when the applicant must complete it")
    ended_at: Instant | None


class ServiceApplicationStep(Output):
    """What was done, by which side."""

    model_config = by_example(STEP)

    step: str
    title: str
    state: ApplicationState = Field(description="After it")
    at: Instant
    side: ApplicationSide
    by: str = Field(
        description="The office's name, never that of its people; the applicant, or by name who "
        "acted for them by a mandate"
    )
    note: str | None


class HandedInPhoto(Output):
    """A photo of a material, as it was handed in."""

    model_config = by_example(ATTACHED)

    key: str = Field(description="Of the material; empty: named by the answers")
    title: str = Field(description="The material's, in the guide")
    round: int = Field(description="With which round it came: the highest of a material counts")
    handed_in_at: Instant = Field(description="First, where it was taken over from before")
    photo: FileView


class HandedInDocument(Output):
    """A PDF of a material, as it was handed in."""

    model_config = by_example(
        {**{name: ATTACHED[name] for name in ATTACHED if name != "photo"}, "document": DOCUMENT}
    )

    key: str = Field(description="Of the material")
    title: str = Field(description="The material's, in the guide; the document has its own")
    round: int = Field(description="With which round it came: the highest of a material counts")
    handed_in_at: Instant = Field(description="First, where it was taken over from before")
    document: DocumentView


class ServiceApplicationView(ServiceApplicationLine):
    """An application with all that was handed in, and its trail."""

    model_config = by_example(DETAIL)

    steps: list[ServiceApplicationStep]
    legal_steps: list[str] = Field(description="What the flow allows now; who may, says the role")
    asked: list[str] = Field(description="Keys of materials that are to be handed in anew")
    said: str | None = Field(description="What the office said last")
    told: list[str] = Field(description="Keys of materials that were needless, since we know")
    form_version_id: UUID | None = Field(description="By which the answers were filled in")
    answers: dict[str, Any] | None = Field(
        description="For the office without what is sealed: see reveal_application_answers"
    )
    photos: list[HandedInPhoto]
    documents: list[HandedInDocument]
    certificate_id: UUID | None = Field(
        description="In which it ended; where that was replaced, the one in its place"
    )


class MaterialPhotos(Input):
    """Photos and PDFs of one material, each in their order."""

    model_config = by_example(MATERIAL)

    key: Key
    photo_ids: Annotated[list[Id], Field(max_length=MOST_FILES)] = Field(
        description="My own, handed in with upload_photo, or some that were handed in before"
    )
    document_ids: Annotated[list[Id], Field(max_length=MOST_FILES)] = Field(
        default=[], description="PDFs: my own, of upload_document, or some of before"
    )


def by_key(materials: list[MaterialPhotos]) -> dict[str, list[UUID]]:
    """Photos, then documents, by material; one that is named twice has both lists."""
    found: dict[str, list[UUID]] = {}
    for each in materials:
        found.setdefault(each.key, []).extend([*each.photo_ids, *each.document_ids])
    return found


def documents_in(materials: list[MaterialPhotos]) -> set[UUID]:
    """Those that are named as documents."""
    return {file_id for each in materials for file_id in each.document_ids}


Materials = Annotated[list[MaterialPhotos], Field(max_length=MOST_MATERIALS)]


class ApplicationSupplement(Input):
    """What was asked for."""

    model_config = by_example({"answers": None, "materials": [MATERIAL], "note": "已重拍"})

    answers: dict[str, Any] | None = Field(description="All of them anew; null: as they were")
    materials: Materials = Field(description="Each takes the place of what was handed in of it")
    note: Line | None


class ApplicationWithdrawal(Input):
    """Why it is not wanted any more."""

    model_config = by_example({"reason": "不需要了"})

    reason: Line | None
