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


class EntryKind(StrEnum):
    STEP = "step"
    REPLY = "reply"


class TimelineEntry(Output):
    """Something that was done or said publicly."""

    model_config = by_example(ENTRY)

    kind: EntryKind
    title: str
    by: str = Field(description="On which side, or in which role; no resident's name")
    text: str | None = Field(description="Of replies; steps are shown without their notes")
    photos: list[FileView]
    at: Instant


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
        }
    )

    ticket_id: UUID
    service_title: str
    where: str = Field(description="The compound or community, not the door")
    state: TicketState
    state_title: str
    text: str | None = Field(description="Null until it was found fit to be shown")
    entries: list[TimelineEntry]
