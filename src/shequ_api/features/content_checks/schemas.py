from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.base.files.schemas import FileView, VoiceView
from shequ_api.features.content_checks.states import ContentState
from shequ_api.kit.schema import Input, Instant, Line, Note, Output, by_example

CHECK: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000320",
    "kind": "ticket_message",
    "kind_title": "诉求留言",
    "subject_id": "0199a3c4-5d6e-7f80-9a1b-000000000301",
    "state": "review",
    "state_title": "人工审核中",
    "reasons": ["平台无法审核此内容，需人工审核"],
    "appealed": False,
    "written_at": "2026-11-22T10:05:12.480+08:00",
}
WORD: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000321",
    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
    "word": "代开发票",
    "verdict": "review",
    "added_at": "2026-11-22T10:05:12.480+08:00",
}


class ContentDecision(Input):
    """Whether a content may be shown, and why."""

    model_config = by_example({"passed": True, "note": "只是说明情况，没有违规"})

    passed: bool
    note: Note


class ContentAppeal(Input):
    """Why the author thinks that it should be shown."""

    model_config = by_example({"reason": "我说的是楼下那家店的招牌"})

    reason: Note


class SensitiveWords(Input):
    """Words for a place's list."""

    model_config = by_example({"words": ["代开发票"], "verdict": "review"})

    words: Annotated[list[Line], Field(min_length=1, max_length=500)]
    verdict: Annotated[
        ContentState, Field(strict=False, description="`review` for people, `risky` hides at once")
    ] = ContentState.REVIEW


class ContentCheckLine(Output):
    """A check as a line of a list."""

    model_config = by_example(CHECK)

    id: UUID
    kind: str
    kind_title: str
    subject_id: UUID
    state: ContentState
    state_title: str
    reasons: list[str]
    appealed: bool = Field(description="An appeal waits for an answer")
    written_at: Instant


class ContentCheckView(ContentCheckLine):
    """A check with its content, for its author and for those who judge."""

    model_config = by_example(
        CHECK
        | {
            "text": "楼下那家店天天半夜放音乐",
            "photos": [],
            "voices": [],
            "label": 20003,
            "mine": False,
            "decision_note": None,
            "appeal": None,
            "appeal_note": None,
        }
    )

    text: str | None = Field(description="Null where there is none any more")
    photos: list[FileView]
    voices: list[VoiceView]
    label: int | None = Field(description="The platform's, of the worst part")
    mine: bool
    decision_note: str | None
    appeal: str | None
    appeal_note: str | None


class SensitiveWordView(Output):
    """A word of a place's list."""

    model_config = by_example(WORD)

    id: UUID
    place_id: UUID
    word: str
    verdict: ContentState
    added_at: Instant
