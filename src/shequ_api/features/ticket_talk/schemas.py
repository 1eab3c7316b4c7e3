from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import UUID7, Field

from shequ_api.base.files.schemas import FileView
from shequ_api.features.content_checks.public import ContentState
from shequ_api.features.ticket_talk.sides import Side
from shequ_api.kit.schema import Id, Input, Instant, Note, Output, by_example

TalkId = Annotated[UUID7, Field(description="A UUIDv7 of the client's making")]
Photos = Annotated[list[Id], Field(max_length=9, description="Files handed in before, by id")]
MESSAGE: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000301",
    "ticket_id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
    "number": 2,
    "side": "staff",
    "author_name": "王小四",
    "agent_name": None,
    "role": "micro_grid_worker",
    "role_title": "微网格员",
    "mine": False,
    "text": "今天下午到现场查看，请您方便时留门。",
    "public": False,
    "check": "pass",
    "state": "resolving",
    "photos": [],
    "written_at": "2026-11-22T10:05:12.480+08:00",
}


class TalkListing(StrEnum):
    """Whose threads to list."""

    REPORTED = "reported"
    """Of what I ordered or filed."""
    ASSIGNED = "assigned"
    """Of what I handle."""


class TicketMessageDraft(Input):
    """What to say, in words, in photos or in both."""

    model_config = by_example(
        {"text": "楼道里又堆了新的杂物", "photo_ids": ["0199a3c4-5d6e-7f80-9a1b-00000000010a"]}
    )

    text: Note | None = None
    photo_ids: Photos = []
    public: bool = Field(
        default=False, description="For the public, too: a handler's, on what is not private"
    )


class TicketNoteDraft(Input):
    """What to note among staff."""

    model_config = by_example({"text": "住户白天上班，晚上七点后在家"})

    text: Note


class TalkRead(Input):
    """The last message of the ticket's own thread that was shown."""

    model_config = by_example({"number": 2})

    number: int = Field(ge=0, le=2**31 - 1)


class TicketMessageView(Output):
    """A message as its reader may see it."""

    model_config = by_example(MESSAGE)

    id: UUID
    ticket_id: UUID = Field(description="Of a ticket merged into this one, or its lead, too")
    number: int
    side: Side
    author_name: str | None = Field(description="Masked for those who need not know; may be null")
    agent_name: str | None = Field(description="Who wrote it for the author, by a mandate")
    role: str
    role_title: str = Field(description="In which role it was written")
    mine: bool
    text: str | None = Field(description="Null where there is none, or where it is hidden")
    public: bool
    check: ContentState = Field(description="What came of checking its content")
    state: str = Field(description="Of the ticket, when it was written")
    photos: list[FileView]
    written_at: Instant


class SentMessageView(TicketMessageView):
    """What was said, and what it comes to on a ticket that has ended."""

    model_config = by_example(MESSAGE | {"notice": None, "operation": None, "open_until": None})

    notice: str | None = Field(description="What happens with it, where the ticket has ended")
    operation: str | None = Field(description="The operationId that does more than a word")
    open_until: Instant | None = Field(description="Until when one may still write here")


class TicketTalkView(Output):
    """How the talk about one ticket stands for its reader."""

    model_config = by_example(
        {
            "ticket_id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
            "messages": 2,
            "read": 1,
            "unread": 1,
            "awaits_reply": False,
            "last_at": "2026-11-22T10:05:12.480+08:00",
            "notice": None,
            "operation": None,
            "open_until": None,
        }
    )

    ticket_id: UUID
    messages: int = Field(description="How many there are in its own thread")
    read: int = Field(description="The number up to which I have read")
    unread: int = Field(description="Of the other side, after that")
    awaits_reply: bool = Field(description="The reporter's side spoke last")
    last_at: Instant | None
    notice: str | None
    operation: str | None
    open_until: Instant | None


class TicketTalkLine(Output):
    """A thread as a line of a list."""

    model_config = by_example(
        {
            "ticket_id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
            "service_title": "环境卫生",
            "place_name": "东苑1栋",
            "messages": 2,
            "unread": 1,
            "awaits_reply": False,
            "last_at": "2026-11-22T10:05:12.480+08:00",
        }
    )

    ticket_id: UUID
    service_title: str
    place_name: str
    messages: int
    unread: int
    awaits_reply: bool
    last_at: Instant


class TicketNoteView(Output):
    """A note among staff."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000302",
            "ticket_id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
            "author_name": "王小四",
            "text": "住户白天上班，晚上七点后在家",
            "written_at": "2026-11-22T10:05:12.480+08:00",
        }
    )

    id: UUID
    ticket_id: UUID
    author_name: str | None
    text: str
    written_at: Instant
