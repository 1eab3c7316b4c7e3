from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.features.ticket_followups.rules import (
    CallOutcome,
    ContactBy,
    ReturnVisitOutcome,
    ReturnVisitState,
)
from shequ_api.features.tickets.public import TicketState
from shequ_api.kit.schema import Id, Input, Instant, Line, Note, Output, by_example


class ReturnVisitAttempt(Input):
    """That they were not reached."""

    model_config = by_example({"note": "电话无人接听"})

    note: Note


class ReturnVisitResult(Input):
    """What came of a return visit."""

    model_config = by_example(
        {"outcome": "not_content", "note": "反映隔天又堆满了垃圾", "reopen": True}
    )

    outcome: Annotated[CallOutcome, Field(strict=False)]
    note: Note
    reopen: bool = Field(default=False, description="Have the ticket handled again")


class ReturnVisitContactReason(Input):
    """Why a number is looked at."""

    model_config = by_example({"reason": "电话回访"})

    reason: Line


class ReturnVisitContact(Output):
    """Whom to call, in clear. That it was looked at is logged."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000131",
            "name": "李小梅",
            "phone": "13800138000",
            "agent_name": None,
            "agent_phone": None,
        }
    )

    id: UUID
    name: str | None
    phone: str | None
    agent_name: str | None = Field(description="Who rated for them, by a mandate")
    agent_phone: str | None


class ReturnVisitView(Output):
    """A call on somebody who was not content."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000131",
            "ticket_id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
            "state": "waiting",
            "state_title": "待回访",
            "service_title": "环境卫生",
            "text": "楼道堆了垃圾",
            "place_name": "东苑1栋",
            "relation": "reporter",
            "relation_title": "下单人",
            "rater_name": "李*梅",
            "contact": "phone",
            "score": 2,
            "comment": "没有清干净",
            "attempts": 0,
            "opened_at": "2026-11-22T09:30:00.000+08:00",
            "due_at": "2026-11-26T00:00:00.000+08:00",
            "overdue": False,
            "outcome": None,
            "outcome_title": None,
            "note": None,
            "reopened": False,
            "done_by_name": None,
            "done_at": None,
        }
    )

    id: UUID
    ticket_id: UUID
    state: ReturnVisitState
    state_title: str
    service_title: str
    text: str
    place_name: str
    relation: str = Field(description="How who is called on is affected", examples=["reporter"])
    relation_title: str
    rater_name: str | None = Field(description="Masked; null: they left none")
    contact: ContactBy = Field(
        description="How they are reached: by a number that is shown on request, by a message on "
        "the ticket where they left no name, or not"
    )
    score: int = Field(description="As it was when it called for the visit")
    comment: str | None = Field(description="Null, too, where it was found unfit for others")
    attempts: int
    opened_at: Instant
    due_at: Instant
    overdue: bool
    outcome: ReturnVisitOutcome | None
    outcome_title: str | None
    note: str | None
    reopened: bool = Field(description="The ticket is handled again by it")
    done_by_name: str | None
    done_at: Instant | None


class QualitySampleDraft(Input):
    """Whose month is to be looked at again."""

    model_config = by_example(
        {"community_id": "0199a3c4-5d6e-7f80-9a1b-000000000101", "month": "2026-10"}
    )

    community_id: Id
    month: Annotated[str, Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]

    @property
    def first_day(self) -> date:
        return date.fromisoformat(f"{self.month}-01")


SAMPLE = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000132",
    "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
    "community_name": "致强社区",
    "month": "2026-10-01",
    "seed": "5f0c8a1d3b7e4f6a9c2d1e0f5a6b7c8d",
    "percent": 5,
    "population": 132,
    "population_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "size": 7,
    "drawn_by_name": "王小四",
    "drawn_at": "2026-11-02T09:30:00.000+08:00",
}


class QualitySampleLine(Output):
    """A sample. Whoever orders the population's ids by SHA-256 of `seed/id` draws the same."""

    model_config = by_example(SAMPLE)

    id: UUID
    community_id: UUID
    community_name: str
    month: date
    seed: str
    percent: int
    population: int
    population_sha256: str = Field(description="Of the ids, sorted, one a line")
    size: int
    drawn_by_name: str
    drawn_at: Instant


class QualityResult(Input):
    """What came of looking at one ticket."""

    model_config = by_example({"passed": False, "note": "现场查看，垃圾仍未清运"})

    passed: bool
    note: Note


CHECK = {
    "ticket_id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
    "position": 1,
    "service_title": "环境卫生",
    "text": "楼道堆了垃圾",
    "place_name": "东苑1栋",
    "ticket_state": "archived",
    "passed": None,
    "note": None,
    "reopened": False,
    "checked_by_name": None,
    "checked_at": None,
}


class QualityCheckView(Output):
    """One ticket of a sample."""

    model_config = by_example(CHECK)

    ticket_id: UUID
    position: int
    service_title: str
    text: str
    place_name: str
    ticket_state: TicketState
    passed: bool | None = Field(description="Null until somebody has looked")
    note: str | None
    reopened: bool = Field(description="The ticket is handled again by it")
    checked_by_name: str | None
    checked_at: Instant | None


class QualitySampleView(QualitySampleLine):
    """A sample with its tickets, in the order in which they were drawn."""

    model_config = by_example({**SAMPLE, "checks": [CHECK]})

    checks: list[QualityCheckView]
