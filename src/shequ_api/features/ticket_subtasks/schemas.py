"""Shapes of subtasks."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.base.files.schemas import FileView
from shequ_api.features.ticket_subtasks.flow import SubtaskState
from shequ_api.features.ticket_subtasks.rules import LONGEST_WORKDAYS
from shequ_api.features.tickets.public import Photos
from shequ_api.kit.schema import Id, Input, Instant, Line, Note, Output, by_example

PERSON = "0199a3c4-5d6e-7f80-9a1b-000000000102"
TICKET = "0199a3c4-5d6e-7f80-9a1b-00000000010b"
DUE_AT = "2026-11-25T00:00:00.000+08:00"


class Deadline(Input):
    """By when: at an instant; or at the end of the n-th workday after today, 0 for today."""

    due_at: Instant | None = None
    workdays: Annotated[int, Field(ge=0, le=LONGEST_WORKDAYS)] | None = None

    @model_validator(mode="after")
    def _one(self) -> "Deadline":
        if (self.due_at is None) == (self.workdays is None):
            raise PydanticCustomError("deadline_ambiguous", "请给出截止时间或工作日数，二者选一")
        return self


class SubtaskDraft(Deadline):
    """A part of the work: what, by whom, by when."""

    model_config = by_example(
        {
            "title": "更换楼道灯泡",
            "what": "一单元一至三层",
            "person_id": PERSON,
            "required": True,
            "workdays": 2,
        }
    )

    title: Line
    what: Note | None = None
    person_id: Id
    required: bool = True


class SubtaskCompletion(Input):
    """What was done, with evidence."""

    model_config = by_example(
        {"note": "三层灯泡已全部更换", "photo_ids": ["0199a3c4-5d6e-7f80-9a1b-00000000010a"]}
    )

    note: Note
    photo_ids: Photos = []


class SubtaskAssignment(Input):
    """Who is to do it from now on."""

    model_config = by_example({"person_id": PERSON, "note": "由物业负责更换"})

    person_id: Id
    note: Note | None = None


class SubtaskDeadline(Deadline):
    """Another time, and why."""

    model_config = by_example({"due_at": DUE_AT, "reason": "等待配件到货"})

    reason: Note


SUBTASK: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000402",
    "ticket_id": TICKET,
    "service_title": "公共设施",
    "place_name": "东苑1栋",
    "title": "更换楼道灯泡",
    "what": "一单元一至三层",
    "state": "open",
    "state_title": "待完成",
    "required": True,
    "assignee_id": PERSON,
    "assignee_name": "王小四",
    "due_at": DUE_AT,
    "overdue": False,
    "set_by_name": "赵小五",
    "set_at": "2026-11-22T10:05:12.480+08:00",
    "ended_at": None,
}


class SubtaskLine(Output):
    """A part of the work on a ticket."""

    model_config = by_example(SUBTASK)

    id: UUID
    ticket_id: UUID = Field(description="Its own, which may be handled under another")
    service_title: str
    place_name: str
    title: str
    what: str | None
    state: SubtaskState
    state_title: str
    required: bool = Field(description="The ticket is not settled before it is done or cancelled")
    assignee_id: UUID | None = Field(description="Null: whoever leads next has it")
    assignee_name: str | None
    due_at: Instant
    overdue: bool
    set_by_name: str | None
    set_at: Instant
    ended_at: Instant | None


class SubtaskStepView(Output):
    """One step that was taken with it."""

    step: str = Field(examples=["finish"])
    title: str = Field(examples=["完成"])
    state: SubtaskState
    at: Instant
    actor_name: str | None = Field(description="Null: by itself")
    note: str | None


class SubtaskView(SubtaskLine):
    """A part with its trail and photos. `legal_steps` are those that its state allows now."""

    model_config = by_example(
        {
            **SUBTASK,
            "legal_steps": ["finish", "give", "move", "cancel"],
            "steps": [
                {
                    "step": "set",
                    "title": "下达",
                    "state": "open",
                    "at": "2026-11-22T10:05:12.480+08:00",
                    "actor_name": "赵小五",
                    "note": None,
                }
            ],
            "photos": [],
        }
    )

    legal_steps: list[str]
    steps: list[SubtaskStepView]
    photos: list[FileView]
