from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.features.tickets.public import TicketState
from shequ_api.kit.schema import Id, Input, Instant, Key, Line, Note, Output, by_example

BRIEF: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000701",
    "code": "waiting_for_parts",
    "title": "等配件",
    "public_title": "配件采购中",
    "needs_note": False,
}
CONTENT: dict[str, Any] = {
    "title": "等配件",
    "public_title": "配件采购中",
    "needs_note": False,
    "position": 20,
    "opening": False,
    "after": ["0199a3c4-5d6e-7f80-9a1b-000000000702"],
}
MOST_BEFORE = 50


class OpenState(StrEnum):
    """The states that have substates."""

    SUBMITTED = TicketState.SUBMITTED.value
    ACCEPTED = TicketState.ACCEPTED.value
    RESOLVING = TicketState.RESOLVING.value


class SubstateContent(Input):
    """What a substate says, and when it may come."""

    model_config = by_example(CONTENT)

    title: Line = Field(description="As staff read it")
    public_title: Line | None = Field(default=None, description="As residents do; null: never")
    needs_note: bool = False
    position: Annotated[int, Field(ge=0, le=10_000)] = 0
    opening: bool = Field(default=True, description="It may be the first in its state")
    after: Annotated[list[Id], Field(max_length=MOST_BEFORE)] = Field(
        default=[], description="Behind which others of its state it may come"
    )


class SubstateDraft(SubstateContent):
    """A new one, of an open state."""

    model_config = by_example({"state": "resolving", "code": "waiting_for_parts", **CONTENT})

    state: Annotated[OpenState, Field(strict=False)]
    code: Key


class SubstateView(Output):
    """A substate; its version is the ETag."""

    model_config = by_example(
        {
            **BRIEF,
            **CONTENT,
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "place_name": "致强社区",
            "state": "resolving",
            "state_title": "办理中",
            "version": 1,
            "made_at": "2026-11-22T09:30:00.000+08:00",
            "retired_at": None,
        }
    )

    id: UUID
    place_id: UUID
    place_name: str
    state: TicketState
    state_title: str
    code: str
    title: str
    public_title: str | None
    needs_note: bool
    position: int
    opening: bool
    after: list[UUID]
    version: int
    made_at: Instant = Field(description="Since when it is as it is")
    retired_at: Instant | None


class SubstateBrief(Output):
    """A substate as a button."""

    model_config = by_example(BRIEF)

    id: UUID
    code: str
    title: str
    public_title: str | None
    needs_note: bool


class TicketSubstateChoice(Input):
    """How far it is now. The note is for staff."""

    model_config = by_example({"substate_id": BRIEF["id"], "note": "已下单，预计周五到货"})

    substate_id: Id
    note: Note | None = None


class TicketSubstateView(Output):
    """How far a ticket is, and what may come next."""

    model_config = by_example(
        {"state": "resolving", "state_title": "办理中", "substate": BRIEF, "next": []}
    )

    state: TicketState
    state_title: str
    substate: SubstateBrief | None
    next: list[SubstateBrief]


class TicketSubstateChangeLine(Output):
    """That somebody said how far it is, with the titles as they were then."""

    model_config = by_example(
        {
            **{name: BRIEF[name] for name in ("code", "title", "public_title")},
            "substate_id": BRIEF["id"],
            "step_number": 4,
            "note": "已下单，预计周五到货",
            "set_by_name": "王小四",
            "set_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    substate_id: UUID
    code: str
    title: str
    public_title: str | None
    step_number: int = Field(description="Of the trail")
    note: str | None
    set_by_name: str | None
    set_at: Instant


class SubstateCount(Output):
    """How many tickets are in a substate."""

    model_config = by_example(
        {
            **{name: BRIEF[name] for name in ("id", "code", "title")},
            "state": "resolving",
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "retired": False,
            "count": 12,
        }
    )

    id: UUID
    place_id: UUID
    state: TicketState
    code: str
    title: str
    retired: bool
    count: int


class SubstateCounts(Output):
    """How many tickets of my scope are in which substate."""

    model_config = by_example({"counts": [], "most": 10_000})

    counts: list[SubstateCount]
    most: int = Field(description="If the counts come to this, not all were counted")
