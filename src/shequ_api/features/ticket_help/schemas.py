"""Shapes of help."""

from typing import Any
from uuid import UUID

from pydantic import Field

from shequ_api.features.ticket_help.states import HelpEnd
from shequ_api.kit.schema import Id, Input, Instant, Note, Output, by_example

PERSON = "0199a3c4-5d6e-7f80-9a1b-000000000102"
TICKET = "0199a3c4-5d6e-7f80-9a1b-00000000010b"


class TicketHelpRequest(Input):
    """Who is asked to help, and with what."""

    model_config = by_example({"person_id": PERSON, "request": "请物业一起到现场看线路"})

    person_id: Id
    request: Note | None = None


HELPER: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000401",
    "ticket_id": TICKET,
    "person_id": PERSON,
    "person_name": "王小四",
    "request": "请物业一起到现场看线路",
    "asked_by_name": "赵小五",
    "asked_at": "2026-11-22T10:05:12.480+08:00",
    "ended_at": None,
    "end_kind": None,
    "end_title": None,
    "end_reason": None,
    "ended_by_name": None,
}


class TicketHelperView(Output):
    """Somebody who helps, or helped."""

    model_config = by_example(HELPER)

    id: UUID
    ticket_id: UUID
    person_id: UUID
    person_name: str | None
    request: str | None
    asked_by_name: str | None
    asked_at: Instant
    ended_at: Instant | None = Field(description="Null: helps now")
    end_kind: HelpEnd | None
    end_title: str | None
    end_reason: str | None
    ended_by_name: str | None = Field(description="Null: by itself")
