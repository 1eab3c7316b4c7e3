"""Shapes of disclosures."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.base.files.schemas import DocumentView, FileView
from shequ_api.features.open_affairs.rules import MOST_DOCUMENTS, MOST_PHOTOS, DisclosureStatus
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Key, Line, Note, Output, by_example

PLACE = "0199a3c4-5d6e-7f80-9a1b-000000000106"
Paragraphs = Annotated[CleanText, Field(min_length=1, max_length=20_000)]
WORDS: dict[str, Any] = {
    "title": "2026 年第三季度居民自治经费收支",
    "text": "收入 20 000 元，支出 18 350 元，明细见附图。",
    "answered_by": "致强社区居委会",
    "shown_until": "2026-12-22T00:00:00.000+08:00",
    "objections_until": "2026-12-01T00:00:00.000+08:00",
    "objections_to": "社区监督委员会，028-8888 0000，或在“码上问”提出",
    "change_note": None,
}


WHOSE = (
    "that one handed in oneself, or that this disclosure has already, in order: everybody sees "
    "them; null: those that its latest words have"
)


class DisclosureDraftBody(Input):
    """The words of the next edition, all of them."""

    model_config = by_example(
        WORDS | {"photo_ids": [], "document_ids": [], "shown_from": "2026-11-22T18:00:00.000+08:00"}
    )

    title: Line
    text: Paragraphs
    answered_by: Line = Field(description="Who answers for it: an office, a committee, a firm")
    photo_ids: Annotated[list[Id], Field(max_length=MOST_PHOTOS)] | None = Field(
        default=None, description=f"Photos {WHOSE}"
    )
    document_ids: Annotated[list[Id], Field(max_length=MOST_DOCUMENTS)] | None = Field(
        default=None, description=f"PDFs (`upload_document`) {WHOSE}"
    )
    shown_from: Instant | None = Field(
        default=None,
        description="Null: as soon as it is published. A correction changes nothing of it",
    )
    shown_until: Instant | None = Field(
        default=None, description="No longer from then on; null: until it is withdrawn"
    )
    objections_until: Instant | None = Field(
        default=None, description="Until when one may object; null: nothing to object to"
    )
    objections_to: Line | None = Field(default=None, description="With whom one objects, and how")
    change_note: Note | None = Field(
        default=None, description="What a correction changes; only and always of corrections"
    )

    @model_validator(mode="after")
    def _in_order(self) -> "DisclosureDraftBody":
        if (self.objections_until is None) != (self.objections_to is None):
            raise PydanticCustomError("objections", "异议期和异议受理方式须一并填写")
        return self


class DisclosureOpening(DisclosureDraftBody):
    """A new disclosure, as a draft."""

    model_config = by_example(WORDS | {"place_id": PLACE, "category": "finance"})

    place_id: Id = Field(
        description="A district, subdistrict, community or compound of one's own scope; it is read "
        "there and in all that lies in it"
    )
    category: Key = Field(description="The code of one of `list_disclosure_categories`")


class DisclosureWithdrawal(Input):
    model_config = by_example({"reason": "附件含有个人信息，更正后重新公示"})

    reason: Note = Field(description="Everybody reads it who looks for what was withdrawn")


LINE: dict[str, Any] = {
    **{k: WORDS[k] for k in ("title", "answered_by", "shown_until", "objections_until")},
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000861",
    "place_id": PLACE,
    "place_name": "致强社区",
    "category": "finance",
    "category_title": "财务公开",
    "number": 1,
    "status": "shown",
    "status_title": "公示中",
    "shown_from": "2026-11-22T18:00:00.000+08:00",
    "published_at": "2026-11-22T18:00:00.000+08:00",
    "origin": None,
    "origin_title": None,
}


class DisclosureBase(Output):
    id: UUID
    place_id: UUID
    place_name: str = Field(description="Whose affair it is")
    category: str
    category_title: str
    title: str
    answered_by: str
    number: int | None = Field(
        description="The edition that is shown; above 1, it was corrected; null: none was yet"
    )
    status: DisclosureStatus
    status_title: str
    shown_from: Instant | None
    shown_until: Instant | None = Field(description="Half-open; null: until it is withdrawn")
    objections_until: Instant | None
    published_at: Instant | None = Field(description="When the edition that is shown was")
    origin: str | None = Field(
        description="The module of this system that told it by itself; null: people wrote it"
    )
    origin_title: str | None


class DisclosureLine(DisclosureBase):
    """A disclosure in a list for everybody."""

    model_config = by_example(LINE)


class DisclosureChangeView(Output):
    """What a correction changed."""

    number: int
    change_note: str
    published_at: Instant


SHOWN = {
    **LINE,
    "text": WORDS["text"],
    "objections_to": WORDS["objections_to"],
    "open_to_objections": True,
    "photos": [],
    "documents": [],
    "changes": [],
    "withdrawn_at": None,
    "withdrawal_reason": None,
}


class DisclosureView(DisclosureBase):
    """A disclosure for everybody. Once it is withdrawn, nothing of what its office wrote is shown
    but why: title and answered_by name its category and place alone, and changes are left out."""

    model_config = by_example(SHOWN)

    text: str | None = Field(description="Null once it is withdrawn")
    objections_to: str | None
    open_to_objections: bool
    photos: list[FileView]
    documents: list[DocumentView]
    changes: list[DisclosureChangeView]
    withdrawn_at: Instant | None
    withdrawal_reason: str | None


KEPT = {
    **LINE,
    "made_at": "2026-11-22T17:00:00.000+08:00",
    "being_written": False,
    "author_name": "王小四",
}


class KeptDisclosureLine(DisclosureBase):
    """A disclosure for the offices; before its first edition with the words of the draft."""

    model_config = by_example(KEPT)

    made_at: Instant
    being_written: bool = Field(description="There is a draft: of it all, or of a correction")
    author_name: str | None = Field(description="Who wrote the latest words")


class DisclosureDraftView(Output):
    """The words that are being written."""

    number: int = Field(description="Of the edition that they are to become")
    title: str
    text: str
    answered_by: str
    photos: list[FileView]
    documents: list[DocumentView]
    shown_from: Instant | None
    shown_until: Instant | None
    objections_until: Instant | None
    objections_to: str | None
    change_note: str | None
    written_by_id: UUID = Field(
        description="In a category that needs a second person, not who publishes it"
    )


class KeptDisclosureView(KeptDisclosureLine):
    """A disclosure for the offices; its version is the ETag."""

    model_config = by_example(
        {
            **KEPT,
            **{name: SHOWN[name] for name in ("text", "objections_to", "photos", "documents")},
            **{name: SHOWN[name] for name in ("withdrawn_at", "withdrawal_reason")},
            "version": 2,
            "draft": None,
        }
    )

    version: int
    text: str
    objections_to: str | None
    photos: list[FileView]
    documents: list[DocumentView]
    draft: DisclosureDraftView | None
    withdrawn_at: Instant | None
    withdrawal_reason: str | None


class DisclosureEditionView(Output):
    """The words as they were shown."""

    model_config = by_example(
        {
            **WORDS,
            "number": 1,
            "needed_second": True,
            "written_by_name": "王小四",
            "published_by_name": "李五",
            "published_at": "2026-11-22T18:00:00.000+08:00",
        }
    )

    number: int
    title: str
    text: str
    answered_by: str
    shown_until: Instant | None
    objections_until: Instant | None
    objections_to: str | None
    change_note: str | None
    needed_second: bool = Field(description="Whether its category asked for a second person")
    written_by_name: str | None = Field(description="Null where the system told it by itself")
    published_by_name: str | None
    published_at: Instant
