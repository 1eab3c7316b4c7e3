from uuid import UUID

from pydantic import Field

from shequ_api.base.access.roles import Role
from shequ_api.features.inbox.kinds import MessageKind
from shequ_api.kit.schema import Input, Instant, Output, by_example

MOST_COUNTED = 999


class MessageSeen(Input):
    """A message as it was shown: what was told since stays unread."""

    model_config = by_example({"told_at": "2026-11-22T09:30:00.000+08:00"})

    told_at: Instant


class MessagesSeen(Input):
    """The newest message that was shown: what was told later stays unread."""

    model_config = by_example({"until": "2026-11-22T09:30:00.000+08:00"})

    until: Instant


class UnreadCount(Output):
    """How many messages are neither read nor done."""

    model_config = by_example({"count": 3, "more": False})

    count: int = Field(description=f"At most {MOST_COUNTED}")
    more: bool = Field(description="There are more than are counted")


class MessageView(Output):
    """What I am told, and the operation that shows what it is about."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000120",
            "kind": "ticket_settled",
            "title": "诉求已办结",
            "text": "请查看办理结果并评价。",
            "about_kind": "ticket",
            "about_id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
            "operation": "get_ticket",
            "times": 1,
            "told_at": "2026-11-22T09:30:00.000+08:00",
            "read_at": None,
            "done_at": None,
            "posting_id": None,
            "role": None,
            "role_title": None,
        }
    )

    id: UUID
    kind: MessageKind
    title: str
    text: str
    about_kind: str
    about_id: UUID
    operation: str = Field(description="The operationId that opens it, where it names one thing")
    times: int = Field(description="How often it was told since it was last read")
    told_at: Instant
    read_at: Instant | None
    done_at: Instant | None = Field(description="When there was nothing left to see to")
    posting_id: UUID | None = Field(description="The posting under which it reached me, if one")
    role: Role | None
    role_title: str | None
