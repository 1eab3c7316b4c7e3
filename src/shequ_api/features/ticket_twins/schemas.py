from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.base.files.schemas import FileView
from shequ_api.base.places.schemas import Position
from shequ_api.features.incidents.public import INCIDENT, IncidentView
from shequ_api.features.ticket_twins.rules import SupportKind
from shequ_api.features.tickets.public import TicketState
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Key, Note, Output, by_example


class SimilarQuestion(Input):
    """What somebody is about to order, as far as they have said it."""

    model_config = by_example(
        {
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
            "service_code": "environment",
            "text": "路灯不亮",
            "radius_metres": 300,
        }
    )

    place_id: Id | None = None
    position: Position | None = None
    code: CleanText | None = Field(
        default=None,
        min_length=1,
        max_length=64,
        description="The code that was scanned on the spot, of who neither lives nor serves there",
    )
    service_code: Key | None = None
    text: Annotated[CleanText, Field(max_length=2000)] = ""
    radius_metres: Annotated[int, Field(ge=50, le=1000)] = 300

    @model_validator(mode="after")
    def _somewhere(self) -> "SimilarQuestion":
        if (self.place_id is None) == (self.position is None):
            raise PydanticCustomError("place_or_position", "请给出地点或位置，二者选一")
        return self


LINE = {
    "id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
    "service_code": "environment",
    "service_title": "环境卫生",
    "state": "accepted",
    "state_title": "社区已接单",
    "text": "一单元门口的路灯不亮了，晚上老人出入不方便。",
    "place_name": "东苑1栋",
    "created_at": "2026-11-22T09:30:00.000+08:00",
    "due_at": "2026-11-25T17:30:00.000+08:00",
    "overdue": False,
    "changed_at": "2026-11-22T10:05:12.480+08:00",
    "merged_into_id": None,
    "supporters": 3,
    "my_support": None,
    "own": False,
    "photos": [
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-00000000010a",
            "media_type": "image/jpeg",
            "width": 1280,
            "height": 960,
            "taken_at": None,
            "url": "/api/v1/files/0199a3c4-…/content?until=…&code=…",
        }
    ],
}


class PublicTicketView(Output):
    """A ticket as everybody may read it: never whose it is."""

    model_config = by_example(LINE)

    id: UUID
    service_code: str
    service_title: str
    state: TicketState
    state_title: str
    text: str | None = Field(
        description="Null while nobody has judged whether it may be shown, and for those who have "
        "nothing to do with its community; so are the photos"
    )
    place_name: str
    created_at: Instant
    due_at: Instant | None = Field(description="When the next thing is due that it waits for")
    overdue: bool
    changed_at: Instant
    merged_into_id: UUID | None = Field(description="The ticket under which it is handled now")
    supporters: int = Field(description="How many are affected besides who ordered it")
    my_support: SupportKind | None
    own: bool = Field(description="I ordered it")
    photos: list[FileView]


class SimilarTicket(PublicTicketView):
    """An open ticket nearby that may be about the same."""

    model_config = by_example({**LINE, "metres": 50, "likeness": 0.85})

    metres: int = Field(description="How far it is, rounded up to fifty")
    likeness: float = Field(description="From 0 to 1: by words, category and distance")


class SimilarView(Output):
    """What is known before one orders: what is going on there, and what others said."""

    model_config = by_example(
        {"incidents": [INCIDENT], "tickets": [{**LINE, "metres": 50, "likeness": 0.85}]}
    )

    incidents: list[IncidentView] = Field(description="Going on at the place, of the category")
    tickets: list[SimilarTicket] = Field(description="The likeliest first, at most ten")


class TicketSupportDraft(Input):
    """How one stands to a ticket of another."""

    model_config = by_example({"kind": "affected"})

    kind: Annotated[SupportKind, Field(strict=False)] = SupportKind.AFFECTED
    code: CleanText | None = Field(
        default=None,
        min_length=1,
        max_length=64,
        description="The code that was scanned on the spot, of who neither lives nor serves there",
    )


class TicketMergeDraft(Input):
    """What is to be handled under this ticket from now on."""

    model_config = by_example(
        {
            "ticket_ids": ["0199a3c4-5d6e-7f80-9a1b-00000000010c"],
            "reason": "同一盏路灯，合并办理",
        }
    )

    ticket_ids: Annotated[list[Id], Field(min_length=1, max_length=20)]
    reason: Note


class TicketPart(Input):
    """What is to be a ticket of its own."""

    model_config = by_example({"service_code": "environment", "text": "楼道堆放的杂物"})

    service_code: Key
    text: Note


class TicketSplitDraft(Input):
    """The parts of a ticket that are handled by themselves."""

    model_config = by_example(
        {
            "parts": [{"service_code": "environment", "text": "楼道堆放的杂物"}],
            "reason": "两件事由不同人员办理",
        }
    )

    parts: Annotated[list[TicketPart], Field(min_length=1, max_length=5)]
    reason: Note


class TwinLine(Output):
    """A ticket that has to do with another one."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-00000000010c",
            "relation": "merged",
            "service_title": "环境卫生",
            "state": "merged",
            "state_title": "已并单",
            "text": "路灯坏了好几天",
            "place_name": "东苑1栋",
            "created_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    id: UUID
    relation: str = Field(
        description="`merged` into this one, its `lead`, its `parent`, or its `child`",
        examples=["merged"],
    )
    service_title: str
    state: TicketState
    state_title: str
    text: str
    place_name: str
    created_at: Instant


class TicketTwinsView(Output):
    """What a ticket has to do with others."""

    model_config = by_example(
        {
            "ticket_id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
            "merged_into_id": None,
            "supporters": 3,
            "twins": [],
        }
    )

    ticket_id: UUID
    merged_into_id: UUID | None
    supporters: int
    twins: list[TwinLine] = Field(description="For staff; others see only those that are public")
