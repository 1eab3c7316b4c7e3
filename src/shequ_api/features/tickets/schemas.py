from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.base.files.schemas import FileView, VoiceView
from shequ_api.features.tickets.flow import TicketState
from shequ_api.kit.schema import Id, Input, Instant, Note, Output, by_example

Photos = Annotated[list[Id], Field(max_length=12, description="Files handed in before, by id")]


class TicketRemark(Input):
    """A note that goes into the trail."""

    model_config = by_example({"note": "已安排物业今天查看"})

    note: Note | None = None


class TicketReason(Input):
    """Why."""

    model_config = by_example({"reason": "与昨天报的是同一件事"})

    reason: Note


class TicketAssignment(Input):
    """Who is to settle it."""

    model_config = by_example(
        {
            "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000102",
            "note": "请今天下午到现场",
        }
    )

    person_id: Id
    note: Note | None = None


class TicketSettlement(Input):
    """How it was settled, with evidence."""

    model_config = by_example(
        {
            "note": "已更换灯泡，夜间照明恢复",
            "photo_ids": ["0199a3c4-5d6e-7f80-9a1b-00000000010a"],
        }
    )

    note: Note
    photo_ids: Photos = []


class TicketLine(Output):
    """A ticket as a line of a list."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
            "number": "261122-000421-1",
            "service_code": "environment",
            "service_title": "环境卫生",
            "state": "settled",
            "state_title": "已办结，待评价",
            "text": "一单元门口的路灯不亮了，晚上老人出入不方便。",
            "place_name": "东苑1栋",
            "created_at": "2026-11-22T09:30:00.000+08:00",
            "due_at": "2026-11-25T17:30:00.000+08:00",
            "overdue": False,
            "changed_at": "2026-11-22T10:05:12.480+08:00",
            "bounces": 0,
            "urges": 1,
            "supervisions": 0,
        }
    )

    id: UUID
    number: str = Field(description="By which people speak of it: day, serial number, check digit")
    service_code: str
    service_title: str
    state: TicketState
    state_title: str
    text: str
    place_name: str
    created_at: Instant
    due_at: Instant | None = Field(
        description="When the next thing is due that it waits for: an answer, or its settlement"
    )
    overdue: bool
    changed_at: Instant
    bounces: int = Field(description="How often it was given back, or to another community")
    urges: int = Field(description="How often those who ordered urged it")
    supervisions: int = Field(description="How often those above supervised it")


class SlipView(Output):
    """One step that was taken: what, who, when, and the note."""

    step: str = Field(examples=["accept"])
    title: str = Field(examples=["社区接单"])
    state: TicketState
    at: Instant
    actor_name: str | None
    note: str | None


Voices = Annotated[
    list[Id], Field(max_length=3, description="Spoken messages handed in before, by id")
]


class TicketPhotoView(Output):
    step: str
    photo: FileView


class TicketVoiceView(Output):
    step: str
    voice: VoiceView


class TicketView(TicketLine):
    """A ticket with its slips. `legal_steps` are those that its state allows now."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
            "number": "261122-000421-1",
            "service_code": "environment",
            "service_title": "环境卫生",
            "state": "settled",
            "state_title": "已办结，待评价",
            "text": "一单元门口的路灯不亮了，晚上老人出入不方便。",
            "place_name": "东苑1栋",
            "created_at": "2026-11-22T09:30:00.000+08:00",
            "due_at": "2026-11-25T17:30:00.000+08:00",
            "overdue": False,
            "changed_at": "2026-11-22T10:05:12.480+08:00",
            "bounces": 0,
            "urges": 1,
            "supervisions": 0,
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000104",
            "awaits_place": False,
            "awaits_service": False,
            "asset_id": None,
            "awaits_arbitration": False,
            "private": False,
            "anonymous": False,
            "own": True,
            "source_kind": "code",
            "source_id": None,
            "reporter_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
            "reporter_name": "李小梅",
            "filed_by_id": None,
            "filed_by_name": None,
            "assignee_id": "0199a3c4-5d6e-7f80-9a1b-000000000102",
            "assignee_name": "王小四",
            "subtasks": 3,
            "subtasks_done": 1,
            "score": None,
            "merged_into_id": None,
            "legal_steps": ["rate"],
            "slips": [
                {
                    "step": "submit",
                    "title": "居民下单",
                    "state": "submitted",
                    "at": "2026-11-22T09:30:00.000+08:00",
                    "actor_name": "李小梅",
                    "note": None,
                }
            ],
            "photos": [
                {
                    "step": "submit",
                    "photo": {
                        "id": "0199a3c4-5d6e-7f80-9a1b-00000000010a",
                        "media_type": "image/jpeg",
                        "width": 1280,
                        "height": 960,
                        "taken_at": "2026-11-22T09:30:00.000+08:00",
                        "url": "/api/v1/files/0199a3c4-…/content?until=…&code=…",
                    },
                }
            ],
            "voices": [],
        }
    )

    place_id: UUID
    awaits_place: bool = Field(description="The community is to say where exactly it belongs")
    awaits_service: bool = Field(description="The community is to say what it is about")
    asset_id: UUID | None = Field(description="The asset that it is about")
    awaits_arbitration: bool = Field(description="Those above are to say who handles it")
    private: bool
    anonymous: bool = Field(description="Nobody is shown who ordered it")
    own: bool = Field(description="I ordered it, or for whom I act")
    source_kind: str
    source_id: UUID | None
    reporter_id: UUID | None = Field(description="Null for those who need not know")
    reporter_name: str | None = Field(description="Masked for those who need not know")
    filed_by_id: UUID | None = Field(description="Who filed it for the reporter, by a mandate")
    filed_by_name: str | None = Field(description="Masked for those who need not know")
    assignee_id: UUID | None
    assignee_name: str | None
    subtasks: int = Field(description="In how many parts it is handled")
    subtasks_done: int = Field(description="How many of these are done")
    score: int | None
    merged_into_id: UUID | None = Field(description="The ticket under which it is handled now")
    legal_steps: list[str]
    slips: list[SlipView]
    photos: list[TicketPhotoView]
    voices: list[TicketVoiceView]
