from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from shequ_api.base.files.schemas import DocumentView, FileView
from shequ_api.features.service_applications.public import DOCUMENT, MATERIAL, Materials
from shequ_api.features.services.public import Channel, JudgedRule
from shequ_api.kit.schema import Id, Input, Instant, Output, by_example

SERVICE, PLACE = "0199a3c4-5d6e-7f80-9a1b-000000000801", "0199a3c4-5d6e-7f80-9a1b-000000000107"
CONTENT: dict[str, Any] = {
    "service_id": SERVICE,
    "edition": 2,
    "place_id": PLACE,
    "answers": {"bank": "成都银行"},
    "materials": [MATERIAL],
}
PHOTO_ID = MATERIAL["photo_ids"][0]
PHOTO = {
    "id": PHOTO_ID,
    "media_type": "image/jpeg",
    "width": 1080,
    "height": 1440,
    "taken_at": None,
    "url": f"/api/v1/files/{PHOTO_ID}/content?until=1763797200&code=abc",
}
LINE: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000811",
    "version": 3,
    "service_id": SERVICE,
    "edition": 2,
    "title": "高龄津贴申请",
    "place_id": PLACE,
    "place_name": "101",
    "applicant_id": "0199a3c4-5d6e-7f80-9a1b-000000000102",
    "organisation_id": None,
    "applicant_name": "王老四",
    "channel": "online",
    "asked_at": None,
    "begun_at": "2026-11-22T09:00:00.000+08:00",
    "changed_at": "2026-11-22T09:30:00.000+08:00",
    "kept_until": "2027-02-20T09:30:00.000+08:00",
}
KEPT = {"key": "id_card", "photo": PHOTO}
RULE = {"key": "aged", "reason": "须年满 80 周岁", "binding": True, "verdict": "met"}
REUSED = {
    "key": "id_card",
    "title": "身份证正反面照片",
    "handed_in_at": "2026-05-22T09:30:00.000+08:00",
    "photo": PHOTO,
}


class _Content(Input):
    service_id: Id
    edition: int = Field(
        ge=1,
        le=1_000_000,
        description="By which it is filled in: that which the client showed; a newer one later",
    )
    place_id: Id = Field(description="Where the applicant is; the service is offered there")
    answers: dict[str, Any] = Field(
        description="What is filled in so far of the edition's form; what lacks may come later"
    )
    materials: Materials = Field(description="Files so far: the whole list each time")


class ServiceDraftContent(_Content):
    """What I have filled in, for myself or an organisation of mine."""

    model_config = by_example(CONTENT | {"organisation_id": None})

    organisation_id: Id | None = Field(
        description="The organisation that applies, for which I hold a posting; null: I apply"
    )


class AssistedDraftContent(_Content):
    """What I have filled in for somebody of my scope."""

    model_config = by_example(
        CONTENT | {"person_id": "0199a3c4-5d6e-7f80-9a1b-000000000102", "channel": "door"}
    )

    person_id: Id = Field(description="Who applies: an account, or a person that staff entered")
    channel: Literal["door", "counter"]


class ServiceDraftLine(Output):
    """A draft in a list; its version is its ETag."""

    model_config = by_example(LINE)

    id: UUID
    version: int
    service_id: UUID
    edition: int
    title: str
    place_id: UUID
    place_name: str
    applicant_id: UUID | None
    organisation_id: UUID | None
    applicant_name: str | None
    channel: Channel
    asked_at: Instant | None = Field(description="Since when the applicant is asked to confirm it")
    begun_at: Instant
    changed_at: Instant
    kept_until: Instant = Field(description="It is dropped then, unless it is changed before")


class DraftMaterial(Output):
    """A photo on a draft."""

    model_config = by_example(KEPT)

    key: str = Field(description="Of the material; empty: named by the answers")
    photo: FileView


class DraftDocument(Output):
    """A PDF on a draft."""

    model_config = by_example({"key": "id_card", "document": DOCUMENT})

    key: str = Field(description="Of the material")
    document: DocumentView


class ServiceDraftView(ServiceDraftLine):
    """A draft with all that is filled in."""

    model_config = by_example(
        LINE
        | {
            "newer_edition": None,
            "offered": True,
            "form_version_id": "0199a3c4-5d6e-7f80-9a1b-000000000812",
            "answers": CONTENT["answers"],
            "photos": [KEPT],
            "documents": [],
            "missing": [],
        }
    )

    newer_edition: int | None = Field(
        description="The guide has changed since: save the draft with this edition to move it there"
    )
    offered: bool = Field(description="Whether the service can still be applied for")
    form_version_id: UUID | None = Field(description="By which the answers are filled in")
    answers: dict[str, Any]
    photos: list[DraftMaterial]
    documents: list[DraftDocument]
    missing: list[str] = Field(
        description="Keys of required materials without files; what we know is not taken into "
        "account, see get_draft_knowledge"
    )


class ToldMaterial(Output):
    """A material that is needless: we know."""

    model_config = by_example({"key": "home", "title": "居住证明", "told_by": "居住在本辖区"})

    key: str
    title: str
    told_by: str = Field(description="What we know, in words")


class ReusableMaterial(Output):
    """A photo of an earlier application that may be put on this draft as it is."""

    model_config = by_example(REUSED)

    key: str
    title: str
    handed_in_at: Instant
    photo: FileView


class ReusableDocument(Output):
    """A PDF of an earlier application that may be put on this draft as it is."""

    model_config = by_example(
        {**{name: REUSED[name] for name in REUSED if name != "photo"}, "document": DOCUMENT}
    )

    key: str
    title: str = Field(description="The material's; the document has its own")
    handed_in_at: Instant
    document: DocumentView


class DraftKnowledge(Output):
    """What need not be asked again."""

    model_config = by_example(
        {
            "applicant_name": "王老四",
            "phone": "139****0001",
            "homes": ["致强社区东苑1栋1单元101"],
            "may_apply": True,
            "rules": [RULE],
            "told": [{"key": "home", "title": "居住证明", "told_by": "居住在本辖区"}],
            "reusable": [REUSED],
            "reusable_documents": [],
        }
    )

    applicant_name: str | None
    phone: str | None = Field(description="Masked")
    homes: list[str] = Field(description="Where the applicant is known to belong")
    may_apply: bool = Field(description="No binding rule is known not to be met")
    rules: list[JudgedRule]
    told: list[ToldMaterial]
    reusable: list[ReusableMaterial]
    reusable_documents: list[ReusableDocument]


class DraftSubmission(Input):
    """Handing in."""

    model_config = by_example({"signature_photo_id": None})

    signature_photo_id: Id | None = Field(
        description="Of an assisted draft whose applicant has no account: a photo, of mine, of the "
        "paper that they signed"
    )
