"""Shapes of notices as they are read."""

from typing import Annotated, Any

from pydantic import Field

from shequ_api.base.files.schemas import DocumentView, FileView
from shequ_api.features.notices.public import (
    LINE,
    WORDS,
    NoticeBase,
    NoticeChangeView,
    NoticeState,
)
from shequ_api.kit.schema import Input, Instant, by_example

MINE: dict[str, Any] = {
    **LINE,
    "asks_confirmation": False,
    "unread": True,
    "read_at": None,
    "confirmed": False,
}


class EditionSeen(Input):
    """The edition that was on the screen: a correction since then stays unread."""

    model_config = by_example({"number": 1})

    number: Annotated[int, Field(ge=1, le=10_000)]


class MyNoticeLine(NoticeBase):
    """A notice that is addressed to me."""

    model_config = by_example(MINE)

    asks_confirmation: bool
    unread: bool = Field(description="Not read, or corrected since")
    read_at: Instant | None
    confirmed: bool


class MyNoticeView(MyNoticeLine):
    """A notice that is addressed to me, or was when I read it."""

    model_config = by_example(
        {
            **MINE,
            "state": "published",
            "state_title": "已发布",
            "text": WORDS["text"],
            "photos": [],
            "documents": [],
            "changes": [],
            "withdrawal_reason": None,
        }
    )

    state: NoticeState
    state_title: str
    text: str | None = Field(description="Null once it was withdrawn")
    photos: list[FileView]
    documents: list[DocumentView]
    changes: list[NoticeChangeView] = Field(description="What corrections changed, latest first")
    withdrawal_reason: str | None


class PublicNotice(NoticeBase):
    """A notice as everybody may read it who stands there."""

    model_config = by_example({**LINE, "text": WORDS["text"], "photos": [], "documents": []})

    text: str
    photos: list[FileView]
    documents: list[DocumentView]
