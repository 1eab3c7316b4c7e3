from typing import Any
from uuid import UUID

from pydantic import Field

from shequ_api.features.ticket_pressure.rules import (
    CallCause,
    CallEnding,
    CallLevel,
    SupervisionClosing,
)
from shequ_api.kit.schema import Id, Input, Instant, Note, Output, by_example

ID = "0199a3c4-5d6e-7f80-9a1b-00000000010b"
AT, LATER = "2026-11-22T09:30:00.000+08:00", "2026-11-24T18:00:00.000+08:00"


class TicketUrgeView(Output):
    """How often it was urged, and when it may be again."""

    model_config = by_example({"ticket_id": ID, "urges": 2, "next_at": LATER})

    ticket_id: UUID
    urges: int
    next_at: Instant


class SupervisionDemand(Input):
    """What is demanded, and within how many workdays it is to be answered."""

    model_config = by_example({"demand": "请说明为何三天没有进展", "workdays": 2})

    demand: Note
    workdays: int | None = Field(
        default=None, ge=1, le=30, description="Null: as many as the district's rule says"
    )


class SupervisionRemark(Input):
    """Why nothing is demanded any more."""

    model_config = by_example({"remark": "已核实更换完毕，督办结束"})

    remark: Note


class PressureAnswer(Input):
    """What those who are asked say."""

    model_config = by_example({"answer": "配件已到，明天上午更换"})

    answer: Note


class SupervisionView(Output):
    """An answer that those above demand, or got."""

    model_config = by_example(
        {
            "id": ID,
            "ticket_id": ID,
            "place_name": "东苑1栋",
            "office_id": ID,
            "office_name": "青龙街道",
            "demand": "请说明为何三天没有进展",
            "demanded_by_name": "王小四",
            "demanded_at": AT,
            "due_at": LATER,
            "overdue": False,
            "answer": None,
            "answered_by_name": None,
            "answered_at": None,
            "closing": None,
            "closing_title": None,
            "remark": None,
            "closed_at": None,
        }
    )

    id: UUID
    ticket_id: UUID
    place_name: str
    office_id: UUID = Field(description="The subdistrict, district or city that demands it")
    office_name: str
    demand: str
    demanded_by_name: str | None
    demanded_at: Instant
    due_at: Instant
    overdue: bool = Field(description="Not answered in time, while it was demanded")
    answer: str | None
    answered_by_name: str | None
    answered_at: Instant | None
    closing: SupervisionClosing | None = Field(description="Why it is over; null: it is open")
    closing_title: str | None
    remark: str | None = Field(description="What the office said that closed it")
    closed_at: Instant | None


class CallReason(Input):
    """Why the level above is called."""

    model_config = by_example({"reason": "社区没有执法权，商户拒不整改"})

    reason: Note


class CallDepartment(Input):
    """Which department reports."""

    model_config = by_example({"department_id": ID})

    department_id: Id


class CallStepView(Output):
    """When it came to a level, or its time began anew."""

    level: CallLevel
    level_title: str
    cause: CallCause
    cause_title: str
    begun_at: Instant
    due_at: Instant | None


CALL: dict[str, Any] = {
    "id": ID,
    "ticket_id": ID,
    "place_name": "东苑1栋",
    "level": 2,
    "level_title": "街道",
    "department_id": None,
    "department_name": None,
    "due_at": LATER,
    "unanswered": False,
    "reason": "社区没有执法权，商户拒不整改",
    "made_by_name": "王小四",
    "made_at": AT,
    "answer": None,
    "answered_by_name": None,
    "ending": None,
    "ending_title": None,
    "closed_at": None,
}


class CallLine(Output):
    """A level that is called to see to a ticket."""

    model_config = by_example(CALL)

    id: UUID
    ticket_id: UUID
    place_name: str
    level: CallLevel
    level_title: str
    department_id: UUID | None
    department_name: str | None
    due_at: Instant | None = Field(description="By when that level answers; null: no more")
    unanswered: bool = Field(description="The topmost level let its time pass, too")
    reason: str
    made_by_name: str | None
    made_at: Instant
    answer: str | None
    answered_by_name: str | None
    ending: CallEnding | None = Field(description="Why it is over; null: it is open")
    ending_title: str | None
    closed_at: Instant | None


class CallView(CallLine):
    """The same with how it went up."""

    model_config = by_example(
        {
            **CALL,
            "steps": [
                {
                    "level": 1,
                    "level_title": "社区",
                    "cause": "made",
                    "cause_title": "吹哨",
                    "begun_at": AT,
                    "due_at": LATER,
                }
            ],
        }
    )

    steps: list[CallStepView]
