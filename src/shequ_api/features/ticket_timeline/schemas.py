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
SUBMITTED: dict[str, Any] = {
    "form": "shequ-trail/1",
    "previous": "0000000000000000000000000000000000000000000000000000000000000000",
    "case_id": "0199a3c4-5d6e-7f80-9a1b-00000000010c",
    "number": 1,
    "step": "submit",
    "from_state": None,
    "to_state": "submitted",
    "at": "2026-11-22T01:30:00.000000Z",
    "record_digest": "d8a6c1a8e4c73b6b3f95054ac26804bea371c5eba5db057725ffda7029f2145c",
    "words_digest": "a8faed6abbf35c12a4b26e40f6feb19d736d90045c83b9f9a31f638d323e6811",
    "hash": "2c03f9623337dc1fa7271e174868ff7d8e971425f162a0278230ece8acd5ca43",
    "words_salt": "00112233445566778899aabbccddeeff",
}
ACCEPTED: dict[str, Any] = {
    "form": "shequ-trail/1",
    "previous": "2c03f9623337dc1fa7271e174868ff7d8e971425f162a0278230ece8acd5ca43",
    "case_id": "0199a3c4-5d6e-7f80-9a1b-00000000010c",
    "number": 2,
    "step": "accept",
    "from_state": "submitted",
    "to_state": "accepted",
    "at": "2026-11-22T02:05:12.480000Z",
    "record_digest": "e8e29a76fb9e9a1a2a56b37163c338d3970547c1dc704363b64d71668bc4a0fa",
    "words_digest": "d6f99ae1f2f35082c7cb9ef66f8d66fa1e1e878f9f1ad6b50f31d25fe7364181",
    "hash": "4d2a1d742b92544abdfa74b2f4e7113ac54f7f7e0d6f5b01f621275694e68787",
    "words_salt": "a1b2c3d4e5f60718293a4b5c6d7e8f90",
}
"""Two steps without a note that fit each other: whoever writes a checker tries it on them."""
TRAIL: dict[str, Any] = {"form": ACCEPTED["form"], "steps": 2, "hash": ACCEPTED["hash"]}


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
    hash: str | None = Field(description="Of the last step; 64 lower-case hexadecimal digits")


class TicketTimelineView(Output):
    """What the public may read of a ticket."""

    model_config = by_example(
        {
            "ticket_id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
            "service_title": "环境卫生",
            "where": "东苑",
            "state": "accepted",
            "state_title": "社区已接单",
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
    """A step as it is bound: nobody's name, no word of a note. Hashes and digests are 64 lower-case
    hexadecimal digits, a salt is 32."""

    model_config = by_example(SUBMITTED)

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
