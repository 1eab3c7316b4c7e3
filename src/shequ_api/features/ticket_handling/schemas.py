from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.base.access.roles import Role
from shequ_api.features.ticket_handling.bulk import BulkResult
from shequ_api.features.tickets.public import TicketState
from shequ_api.kit.schema import Id, Input, Instant, Note, Output, by_example

PERSON = "0199a3c4-5d6e-7f80-9a1b-000000000102"
TICKET = "0199a3c4-5d6e-7f80-9a1b-00000000010b"
TIMES: dict[str, Any] = {
    "return_workdays": 1,
    "urge_hours": 24,
    "answer_hours": 24,
    "silence_hours": 72,
    "supervision_workdays": 3,
    "appeal_days": 7,
    "appeal_workdays": 5,
}


class AssigneeLine(Output):
    """Somebody to whom a ticket could be given, under one of their offices, and what they have to
    do already."""

    model_config = by_example(
        {
            "person_id": PERSON,
            "person_name": "王小四",
            "posting_id": TICKET,
            "role": "micro_grid_worker",
            "role_title": "微网格员",
            "scope_name": "东苑1栋微网格",
            "absent_until": None,
            "covered_by_id": None,
            "covered_by_name": None,
            "load": 12,
            "due_today": 3,
            "overdue": 1,
        }
    )

    person_id: UUID
    person_name: str | None
    posting_id: UUID
    role: Role
    role_title: str
    scope_name: str | None
    absent_until: date | None = Field(description="The first day on which they are back")
    covered_by_id: UUID | None = Field(description="Who stands in for them today")
    covered_by_name: str | None
    load: int = Field(description="Tickets in their hands, of all their offices")
    due_today: int = Field(description="Of these, due from now until midnight")
    overdue: int


class TicketReturn(Input):
    """Why it goes back; and after a ruling, what those above did not know."""

    model_config = by_example({"reason": "这处路灯属于市政，不归社区管", "new_fact": None})

    reason: Note
    new_fact: Note | None = Field(
        default=None, description="After a ruling: what has come to light since"
    )


class TicketPassingOn(Input):
    """To which colleague, and why."""

    model_config = by_example({"person_id": PERSON, "reason": "今天请假，由同组同事办理"})

    person_id: Id
    reason: Note


class TicketsAssignment(Input):
    """Many tickets for one person."""

    model_config = by_example({"ticket_ids": [TICKET], "person_id": PERSON, "note": "请本周内办结"})

    ticket_ids: Annotated[list[Id], Field(min_length=1, max_length=100)]
    person_id: Id
    note: Note | None = None


class TicketAssignmentResult(Output):
    """What became of one of them."""

    model_config = by_example(
        {"ticket_id": TICKET, "result": "assigned", "title": "已派单", "state": "resolving"}
    )

    ticket_id: UUID
    result: BulkResult
    title: str
    state: TicketState | None = Field(description="As it is now; null where it was not found")


class TicketsAssigned(Output):
    """What became of each, in the order asked."""

    model_config = by_example(
        {
            "assigned": 1,
            "results": [
                {"ticket_id": TICKET, "result": "assigned", "title": "已派单", "state": "resolving"}
            ],
        }
    )

    assigned: int
    results: list[TicketAssignmentResult]


class TicketArbitration(Input):
    """Who handles it, and why; it binds."""

    model_config = by_example({"person_id": PERSON, "reason": "按权责清单由物业站办理"})

    person_id: Id
    reason: Note


class AwaitingTicket(Output):
    """A ticket of which those above are to say who handles it."""

    model_config = by_example(
        {
            "ticket_id": TICKET,
            "service_code": "public_facility",
            "service_title": "公共设施",
            "text": "小区门口的路灯不亮",
            "state": "accepted",
            "place_name": "东苑1栋",
            "created_at": "2026-11-20T09:30:00.000+08:00",
            "bounces": 3,
            "awaited_since": "2026-11-22T09:30:00.000+08:00",
            "new_fact_given": False,
        }
    )

    ticket_id: UUID
    service_code: str
    service_title: str
    text: str
    state: TicketState
    place_name: str
    created_at: Instant
    bounces: int
    awaited_since: Instant
    new_fact_given: bool = Field(description="It came back after a ruling, for a new fact")


class TicketRuleDraft(Input):
    """Within what times tickets are handled."""

    model_config = by_example(TIMES)

    return_workdays: int = Field(ge=1, le=10, description="Until when one may give back")
    urge_hours: int = Field(ge=1, le=168, description="Between two urges")
    answer_hours: int = Field(
        ge=1,
        le=240,
        description="Of each step of an escalation; hours of workdays, of an emergency of any day",
    )
    silence_hours: int | None = Field(
        ge=1,
        le=720,
        description="After which a silent handler loses it, counted likewise; null: never by "
        "itself",
    )
    supervision_workdays: int = Field(
        ge=1, le=30, description="Until what is supervised is answered, unless its demand says"
    )
    appeal_days: int = Field(
        ge=1, le=60, description="In which whoever ordered may appeal what was declined"
    )
    appeal_workdays: int = Field(ge=1, le=30, description="Until those above decide about that")


class TicketRuleView(Output):
    """Within what times tickets of a district are handled."""

    model_config = by_example({"district_id": PERSON, **TIMES, "version": 2})

    district_id: UUID
    return_workdays: int
    urge_hours: int
    answer_hours: int
    silence_hours: int | None
    supervision_workdays: int
    appeal_days: int
    appeal_workdays: int
    version: int = Field(description="0: nobody has set any; these are those that all begin with")


class TicketRuleEditionView(Output):
    """A rule as it was from one change to the next."""

    model_config = by_example(
        {**TIMES, "version": 2, "set_at": "2026-11-22T09:30:00.000+08:00", "set_by_id": PERSON}
    )

    version: int
    return_workdays: int
    urge_hours: int
    answer_hours: int
    silence_hours: int | None
    supervision_workdays: int
    appeal_days: int
    appeal_workdays: int
    set_at: Instant
    set_by_id: UUID
