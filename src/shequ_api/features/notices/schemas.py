"""Shapes of notices."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.base.files.schemas import DocumentView, FileView
from shequ_api.features.notices.rules import (
    EVERYBODY,
    MOST_DOCUMENTS,
    MOST_PHOTOS,
    MOST_TARGETS,
    EditionState,
    NoticeCategory,
    NoticeState,
)
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Key, Line, Note, Output, by_example

NOTICE, PLACE = "0199a3c4-5d6e-7f80-9a1b-000000000130", "0199a3c4-5d6e-7f80-9a1b-000000000101"
Paragraphs = Annotated[CleanText, Field(min_length=1, max_length=10_000)]
Photos = Annotated[list[Id], Field(max_length=MOST_PHOTOS)]
Documents = Annotated[list[Id], Field(max_length=MOST_DOCUMENTS)]
WHOSE = "in order: one's own (`{}`), or what the notice has already, whoever handed it in"
PHOTOS, DOCUMENTS = WHOSE.format("upload_photo"), WHOSE.format("upload_document")
WORDS: dict[str, Any] = {
    "title": "停水通知",
    "text": "因管网检修，11 月 25 日 9 时至 17 时停水，请提前储水。",
    "photo_ids": [],
    "document_ids": [],
}
TIMES = {
    "begins_at": "2026-11-22T18:00:00.000+08:00",
    "expires_at": "2026-11-26T00:00:00.000+08:00",
}


class NoticeDraft(Input):
    """A notice as it is written, until it is published."""

    model_config = by_example(
        {
            **WORDS,
            **TIMES,
            "category": "important",
            "target_ids": [PLACE],
            "audiences": ["resident"],
            "public": True,
            "asks_confirmation": False,
        }
    )

    title: Line
    text: Paragraphs
    photo_ids: Photos | None = Field(
        default=None, description=f"Photos {PHOTOS}; null: those that it has"
    )
    document_ids: Documents | None = Field(
        default=None, description=f"PDFs {DOCUMENTS}; null: those that it has"
    )
    category: Annotated[NoticeCategory, Field(strict=False)] = NoticeCategory.ORDINARY
    target_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_TARGETS)] = Field(
        description="Places (down to buildings) and grids of one's own scope"
    )
    audiences: Annotated[list[Key], Field(min_length=1, max_length=10)] = Field(
        default=[EVERYBODY], description="Whom of those there: any of `list_notice_audiences`"
    )
    public: bool = Field(default=False, description="Guests who scan a code there see it, too")
    asks_confirmation: bool = Field(default=False, description="Readers are asked to confirm")
    begins_at: Instant | None = Field(default=None, description="From when it is shown; null: now")
    expires_at: Instant

    @model_validator(mode="after")
    def _some_time(self) -> "NoticeDraft":
        if self.begins_at is not None and self.begins_at >= self.expires_at:
            raise PydanticCustomError("time_order", "到期时间须晚于开始时间")
        return self


class NoticeCorrectionDraft(Input):
    """The next edition of a published notice."""

    model_config = by_example({**WORDS, "change_note": "停水时间改为 9 时至 20 时"})

    title: Line
    text: Paragraphs
    photo_ids: Photos | None = Field(
        default=None, description=f"Photos {PHOTOS}; null: those of the latest words"
    )
    document_ids: Documents | None = Field(
        default=None, description=f"PDFs {DOCUMENTS}; null: those of the latest words"
    )
    change_note: Note


class NoticeReview(Input):
    """What a second person says of an edition."""

    model_config = by_example({"passed": True, "note": None})

    passed: bool
    note: Note | None = Field(default=None, description="Why it is given back")


class NoticeWithdrawal(Input):
    model_config = by_example({"reason": "检修取消"})

    reason: Note


class NoticeAudienceView(Output):
    """People who can be addressed."""

    model_config = by_example({"key": "resident", "title": "全体居民", "discreet": False})

    key: str
    title: str
    discreet: bool = Field(
        description="By a tag of the register: nobody but themselves is told who they are"
    )


LINE: dict[str, Any] = {
    "id": NOTICE,
    "place_id": PLACE,
    "place_name": "致强社区",
    "category": "important",
    "category_title": "重要",
    "title": WORDS["title"],
    "number": 1,
    **TIMES,
}
OFFICE: dict[str, Any] = {
    "state": "published",
    "state_title": "已发布",
    "public": True,
    "asks_confirmation": False,
    "made_at": "2026-11-22T17:30:00.000+08:00",
    "published_at": "2026-11-22T18:00:00.000+08:00",
    "author_name": "王小四",
}


class NoticeBase(Output):
    id: UUID
    place_id: UUID
    place_name: str = Field(description="Who issues it")
    category: NoticeCategory
    category_title: str
    title: str
    number: int = Field(description="The edition; above 1, it was corrected")
    begins_at: Instant
    expires_at: Instant


class NoticeLine(NoticeBase):
    """A notice as an office sees it in a list."""

    model_config = by_example({**LINE, **OFFICE})

    state: NoticeState
    state_title: str
    public: bool
    asks_confirmation: bool
    made_at: Instant
    published_at: Instant | None
    author_name: str | None


class TargetView(Output):
    target_id: UUID
    name: str
    audience: str
    audience_title: str


class OpenEditionView(Output):
    """The edition that is being written, or waits for a second person."""

    number: int
    state: EditionState
    title: str
    text: str
    change_note: str | None
    return_note: str | None
    photos: list[FileView]
    documents: list[DocumentView]


class NoticeChangeView(Output):
    """What a correction changed."""

    number: int
    change_note: str
    published_at: Instant


class NoticeView(NoticeLine):
    """A notice as an office sees it."""

    model_config = by_example(
        {
            **LINE,
            **OFFICE,
            "version": 3,
            "text": WORDS["text"],
            "photos": [],
            "documents": [],
            "targets": [
                {
                    "target_id": PLACE,
                    "name": "致强社区",
                    "audience": "resident",
                    "audience_title": "全体居民",
                }
            ],
            "open_edition": None,
            "changes": [],
            "withdrawn_at": None,
            "withdrawal_reason": None,
        }
    )

    version: int
    text: str
    photos: list[FileView]
    documents: list[DocumentView]
    targets: list[TargetView]
    open_edition: OpenEditionView | None
    changes: list[NoticeChangeView]
    withdrawn_at: Instant | None
    withdrawal_reason: str | None
