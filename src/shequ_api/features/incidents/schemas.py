from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.features.incidents.rules import IncidentState, LinkResult
from shequ_api.features.tickets.public import TicketState
from shequ_api.kit.schema import Id, Input, Instant, Key, Line, Note, Output, by_example

CONTENT = {
    "title": "东苑停水",
    "answer": "主管道爆裂，正在抢修，预计 18 时恢复供水。",
    "place_ids": ["0199a3c4-5d6e-7f80-9a1b-000000000101"],
    "grid_ids": [],
    "starts_at": "2026-11-22T09:30:00.000+08:00",
    "ends_at": "2026-11-22T18:00:00.000+08:00",
}


class IncidentContent(Input):
    """What is said of an incident from now on: all of it, what stays the same too."""

    model_config = by_example(CONTENT)

    title: Line
    answer: Note
    place_ids: Annotated[list[Id], Field(max_length=50)] = []
    grid_ids: Annotated[list[Id], Field(max_length=50)] = []
    starts_at: Instant = Field(description="Who reported it since then is answered")
    ends_at: Instant | None = Field(default=None, description="When it should be over, if known")

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if not (self.place_ids or self.grid_ids):
            raise PydanticCustomError("incident_without_area", "请选择影响范围")
        if self.ends_at is not None and self.ends_at <= self.starts_at:
            raise PydanticCustomError("incident_without_time", "结束时间须晚于开始时间")
        return self


class IncidentDraft(IncidentContent):
    """What is going on, where and since when, and what everybody who reports it is answered."""

    model_config = by_example({"service_code": "public_facility", **CONTENT})

    service_code: Key


class IncidentOutcome(Input):
    """How it was resolved, or why it was none."""

    model_config = by_example({"outcome": "管道已修复，17:40 恢复供水。"})

    outcome: Note


class IncidentAreaView(Output):
    place_id: UUID | None
    grid_id: UUID | None
    name: str


INCIDENT = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000140",
    "service_code": "public_facility",
    "service_title": "公共设施",
    "title": "东苑停水",
    "answer": "主管道爆裂，正在抢修，预计 18 时恢复供水。",
    "state": "published",
    "state_title": "进行中",
    "starts_at": "2026-11-22T09:30:00.000+08:00",
    "ends_at": "2026-11-22T18:00:00.000+08:00",
    "published_at": "2026-11-22T10:05:12.480+08:00",
    "outcome": None,
    "ended_at": None,
    "edition": 1,
    "overdue": False,
    "areas": [
        {
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
            "grid_id": None,
            "name": "东苑",
        }
    ],
}


class IncidentView(Output):
    """What is going on, or was, as everybody may read it."""

    model_config = by_example(INCIDENT)

    id: UUID
    service_code: str
    service_title: str
    title: str
    answer: str
    state: IncidentState
    state_title: str
    starts_at: Instant
    ends_at: Instant | None
    published_at: Instant
    outcome: str | None
    ended_at: Instant | None
    edition: int = Field(description="Its number; the first one is what was published")
    overdue: bool = Field(
        description="Its planned end has passed, or it has none and has stood unchanged for a week:"
        " its office is asked what came of it"
    )
    areas: list[IncidentAreaView]


class IncidentEditionView(Output):
    """What an incident said from some time on."""

    model_config = by_example(
        {
            "number": 2,
            "title": "东苑停水",
            "answer": "更换阀门，预计 20 时恢复供水。",
            "starts_at": "2026-11-22T09:30:00.000+08:00",
            "ends_at": "2026-11-22T20:00:00.000+08:00",
            "area_names": ["东苑"],
            "made_by_name": "王小明",
            "made_at": "2026-11-22T17:10:00.000+08:00",
        }
    )

    number: int
    title: str
    answer: str
    starts_at: Instant
    ends_at: Instant | None
    area_names: list[str] = Field(description="As they were called then")
    made_by_name: str | None
    made_at: Instant


class IncidentTicketLine(Output):
    """A ticket that is about an incident, or was, and what became of it by that."""

    model_config = by_example(
        {
            "ticket_id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
            "state": "settled",
            "state_title": "已办结，待评价",
            "text": "家里没水了",
            "place_name": "东苑1栋",
            "linked_at": "2026-11-22T10:05:12.480+08:00",
            "by_hand": False,
            "unlinked_at": None,
            "unlinked_by_name": None,
            "unlink_reason": None,
            "result": "settled",
            "result_title": "已随事件办结",
            "result_at": "2026-11-22T17:45:00.000+08:00",
        }
    )

    ticket_id: UUID
    state: TicketState
    state_title: str
    text: str | None = Field(description="Null of what moved away: those read it where it lies")
    place_name: str
    linked_at: Instant
    by_hand: bool
    unlinked_at: Instant | None
    unlinked_by_name: str | None
    unlink_reason: str | None
    result: LinkResult | None = Field(description="Null while the incident goes on")
    result_title: str | None
    result_at: Instant | None
