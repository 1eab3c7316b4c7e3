from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import Field

from shequ_api.base.files.schemas import FileView
from shequ_api.features.tickets.public import TicketState
from shequ_api.kit.schema import Instant, Output, by_example

ENTRY: dict[str, Any] = {
    "kind": "reply",
    "title": "公开回复",
    "by": "社区工作者",
    "text": "已联系物业，今天内清运完毕。",
    "photos": [],
    "at": "2026-11-22T10:05:12.480+08:00",
}


TRAIL: dict[str, Any] = {
    "form": "shequ-trail/1",
    "steps": 3,
    "hash": "9f2b7c1d4e5a60718293a4b5c6d7e8f90123456789abcdef0123456789abcdef",
}


class EntryKind(StrEnum):
    STEP = "step"
    REPLY = "reply"


class TimelineEntry(Output):
    """Something that was done or said publicly."""

    model_config = by_example(ENTRY)

    kind: EntryKind
    title: str
    by: str = Field(description="On which side, or in which role; no resident's name")
    text: str | None = Field(
        description="Of replies, and how far it is; steps are shown without their notes"
    )
    photos: list[FileView]
    at: Instant


class TrailHead(Output):
    """Where the trail stands: whoever wrote this hash down finds out if a step is changed later."""

    model_config = by_example(TRAIL)

    form: str = Field(description="How it is made: `GET /tickets/{ticket_id}/trail` says it")
    steps: int = Field(description="How many steps it is made of")
    hash: str | None = Field(description="Of the last step; 64 hexadecimal digits")


class TicketTimelineView(Output):
    """What the public may read of a ticket."""

    model_config = by_example(
        {
            "ticket_id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
            "service_title": "环境卫生",
            "where": "东苑",
            "state": "resolving",
            "state_title": "办理中",
            "text": "楼道堆了垃圾",
            "entries": [ENTRY],
            "trail": TRAIL,
        }
    )

    ticket_id: UUID
    service_title: str
    where: str = Field(description="The compound or community, not the door")
    state: TicketState
    state_title: str
    text: str | None = Field(description="Null until it was found fit to be shown")
    entries: list[TimelineEntry]
    trail: TrailHead


class TrailStepView(Output):
    """A step as it is bound: nobody's name, no word of a note."""

    model_config = by_example(
        {
            "form": "shequ-trail/1",
            "previous": "0000000000000000000000000000000000000000000000000000000000000000",
            "case_id": "0199a3c4-5d6e-7f80-9a1b-00000000010c",
            "number": 1,
            "step": "submit",
            "from_state": None,
            "to_state": "submitted",
            "at": "2026-11-22T01:30:00.000000Z",
            "record_digest": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
            "words_digest": "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9",
            "hash": "9f2b7c1d4e5a60718293a4b5c6d7e8f90123456789abcdef0123456789abcdef",
            "words_salt": "00112233445566778899aabbccddeeff",
        }
    )

    form: str
    previous: str | None = Field(description="Null: the step before it is kept no longer")
    case_id: UUID
    number: int
    step: str
    from_state: str | None
    to_state: str
    at: str = Field(description="As it is hashed: UTC, to the microsecond")
    record_digest: str = Field(description="Of who took it and on what facts, under a secret salt")
    words_digest: str = Field(description="Of the note, under `words_salt`")
    hash: str
    words_salt: str | None = Field(description="Null: the note was forgotten with its author")
