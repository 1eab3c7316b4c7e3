from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.base.files.schemas import FileView
from shequ_api.features.tickets.flow import TicketState
from shequ_api.kit.schema import Id, Input, Instant, Key, Note, Output

Photos = Annotated[list[Id], Field(max_length=12, description="Files handed in before, by id")]


class TicketChannel(StrEnum):
    """The way a ticket came."""

    MINI_PROGRAM = "mini_program"
    CODE = "code"
    MEETING = "meeting"
    HOME_VISIT = "home_visit"
    HOTLINE = "hotline"
    HAZARD = "hazard"


class TicketListing(StrEnum):
    """Whose tickets to list."""

    REPORTED = "reported"
    ASSIGNED = "assigned"
    SCOPE = "scope"


class TicketDraft(Input):
    """What a resident orders. Without a place it goes to the triage of the home community."""

    service_code: Key
    text: Note
    place_id: Id | None = None
    photo_ids: Photos = []
    private: bool = False
    channel: Annotated[TicketChannel, Field(strict=False)] = TicketChannel.MINI_PROGRAM


class TicketRemark(Input):
    """A note that goes into the trail."""

    note: Note | None = None


class TicketReason(Input):
    reason: Note


class TicketAssignment(Input):
    person_id: Id
    note: Note | None = None


class TicketSettlement(Input):
    """How it was settled, with evidence."""

    note: Note
    photo_ids: Photos = []


class TicketRating(Input):
    score: Annotated[int, Field(ge=1, le=5)]
    comment: Note | None = None


class TicketServiceView(Output):
    code: str = Field(examples=["environment"])
    title: str = Field(examples=["环境卫生"])
    description: str


class TicketLine(Output):
    """One line of a list."""

    id: UUID
    service_code: str
    service_title: str
    state: TicketState
    state_title: str
    text: str
    place_name: str
    created_at: Instant
    changed_at: Instant


class SlipView(Output):
    """One step that was taken: what, who, when, and the note."""

    step: str = Field(examples=["accept"])
    title: str = Field(examples=["社区接单"])
    state: TicketState
    at: Instant
    actor_name: str | None
    note: str | None


class TicketPhotoView(Output):
    step: str
    photo: FileView


class TicketView(TicketLine):
    """A ticket with its slips. `legal_steps` are those that its state allows now."""

    place_id: UUID
    private: bool
    source_kind: str
    source_id: UUID | None
    reporter_id: UUID | None = Field(description="Null for those who need not know")
    reporter_name: str | None = Field(description="Masked for those who need not know")
    assignee_id: UUID | None
    assignee_name: str | None
    score: int | None
    legal_steps: list[str]
    slips: list[SlipView]
    photos: list[TicketPhotoView]
