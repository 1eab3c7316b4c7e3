from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.base.access.roles import Role
from shequ_api.features.volunteer_hours.rules import ServiceKind
from shequ_api.kit.schema import Input, Instant, Output, by_example

Minutes = Annotated[int, Field(ge=1, le=1440)]
FactMinutes = Annotated[int, Field(ge=0, le=480)]
RoleWord = Annotated[Role, Field(strict=False)]
TERMS = {
    "least_minutes": 10,
    "session_minutes": 480,
    "day_minutes": 480,
    "auto_confirm_score": 90,
    "inspection_minutes": 15,
    "ticket_minutes": 30,
    "facts_day_minutes": 120,
    "roles": ["resident", "partner", "committee_member"],
}


class VolunteerPolicyDraft(Input):
    """What counts as volunteer service in a district, and how much of it."""

    model_config = by_example(TERMS | {"valid_from": "2026-12-01T00:00:00.000+08:00"})

    least_minutes: Minutes = Field(description="Sessions that are shorter do not count")
    session_minutes: Minutes = Field(description="The most of one session that counts")
    day_minutes: Minutes = Field(description="The most of one day in China that counts")
    auto_confirm_score: Annotated[int, Field(ge=60, le=100)] | None = Field(
        description="Sessions of which both marks are worth that much as evidence need nobody's "
        "word; null: each waits for one"
    )
    inspection_minutes: FactMinutes = Field(description="Of an approved inspection; 0: none")
    ticket_minutes: FactMinutes = Field(description="Of a settled ticket, for who settled it")
    facts_day_minutes: FactMinutes = Field(
        description="The most of a day that inspections and tickets bring together"
    )
    roles: list[RoleWord] = Field(
        min_length=1,
        max_length=len(Role),
        description="The roles that serve unpaid: who holds any other one in the district is on "
        "duty, and facts bring them nothing",
    )
    valid_from: Instant | None = Field(default=None, description="Else from now on")


class VolunteerPolicyView(Output):
    """An edition of a district's policy."""

    model_config = by_example(
        TERMS
        | {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000701",
            "district_id": "0199a3c4-5d6e-7f80-9a1b-000000000100",
            "valid_from": "2026-12-01T00:00:00.000+08:00",
            "set_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    id: UUID
    district_id: UUID
    least_minutes: int
    session_minutes: int
    day_minutes: int
    auto_confirm_score: int | None
    inspection_minutes: int
    ticket_minutes: int
    facts_day_minutes: int
    roles: list[Role]
    valid_from: Instant
    set_at: Instant


class VolunteerTotal(Output):
    """What counts of a year by one kind of evidence."""

    year: int
    kind: ServiceKind
    title: str
    minutes: int
    services: int


TOTAL = {"year": 2026, "kind": "session", "title": "现场服务", "minutes": 135, "services": 2}


class VolunteerHoursView(Output):
    """My hours in a district, in minutes."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000702",
            "district_id": "0199a3c4-5d6e-7f80-9a1b-000000000100",
            "district_name": "成华区",
            "as_of": None,
            "minutes": 135,
            "totals": [TOTAL],
        }
    )

    id: UUID
    district_id: UUID
    district_name: str
    as_of: Instant | None = Field(description="The instant that was asked for; null: now")
    minutes: int
    totals: list[VolunteerTotal] | None = Field(
        description="By year and kind; null for an instant in the past"
    )


class VolunteerServiceView(Output):
    """One piece of evidence and what of it counted."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000703",
            "kind": "session",
            "title": "现场服务",
            "evidence_id": "0199a3c4-5d6e-7f80-9a1b-000000000704",
            "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
            "community_name": "致强社区",
            "due_minutes": 135,
            "minutes": 135,
            "served_on": "2026-11-22",
            "served_at": "2026-11-22T09:30:00.000+08:00",
            "credited_at": "2026-11-22T12:30:00.000+08:00",
            "transfer_id": "0199a3c4-5d6e-7f80-9a1b-000000000705",
            "reversed_at": None,
            "reversal_reason": None,
            "reversal_id": None,
        }
    )

    id: UUID
    kind: ServiceKind
    title: str
    evidence_id: UUID = Field(description="The session, inspection or ticket")
    community_id: UUID
    community_name: str
    due_minutes: int = Field(description="What the evidence shows")
    minutes: int = Field(description="What the bounds of the day left of it")
    served_on: date
    served_at: Instant
    credited_at: Instant
    transfer_id: UUID | None = Field(description="Its entry in the ledger; null where none counted")
    reversed_at: Instant | None = Field(description="Since when it counts no more")
    reversal_reason: str | None
    reversal_id: UUID | None = Field(description="The entry that took it back")


class VolunteerStatement(Output):
    """What came to my hours and left them in some days, by the ledger."""

    model_config = by_example(
        {
            "account_id": "0199a3c4-5d6e-7f80-9a1b-000000000702",
            "first_day": "2026-11-01",
            "last_day": "2026-11-30",
            "opening_minutes": 0,
            "in_minutes": 165,
            "out_minutes": 30,
            "closing_minutes": 135,
            "totals": [TOTAL],
        }
    )

    account_id: UUID
    first_day: date
    last_day: date
    opening_minutes: int
    in_minutes: int
    out_minutes: int
    closing_minutes: int
    totals: list[VolunteerTotal] = Field(
        description="Of the service done in these days that counts now; entries may be later"
    )


class VolunteerLine(Output):
    """A volunteer and their hours at a place in a period."""

    model_config = by_example(
        {
            "account_id": "0199a3c4-5d6e-7f80-9a1b-000000000702",
            "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000102",
            "person_name": "王小四",
            "minutes": 135,
            "services": 2,
        }
    )

    account_id: UUID
    person_id: UUID
    person_name: str | None
    minutes: int
    services: int
