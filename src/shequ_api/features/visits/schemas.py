"""Shapes of planning visits, and of what those who serve the grid see of them."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.base.people.schemas import Phone
from shequ_api.features.visits.rules import (
    MOST_PARTICIPANTS,
    DoorOutcome,
    ReplyKind,
    VisitState,
)
from shequ_api.kit.schema import Id, Input, Instant, Key, Note, Output, by_example

VISIT_ID, PLACE_ID = "0199a3c4-5d6e-7f80-9a1b-000000000140", "0199a3c4-5d6e-7f80-9a1b-000000000103"
PERSON_ID = "0199a3c4-5d6e-7f80-9a1b-000000000102"
OPENS, CLOSES = "2026-11-24T09:00:00.000+08:00", "2026-11-24T11:00:00.000+08:00"
WINDOW = {"opens_at": OPENS, "closes_at": CLOSES}
LINE: dict[str, Any] = {
    "id": VISIT_ID,
    "round_id": None,
    "position": 0,
    "purpose_code": "gas",
    "purpose_title": "燃气安全入户检查",
    "form_keys": ["gas_safety"],
    "place_id": PLACE_ID,
    "place_name": "东苑1栋1单元0302",
    **WINDOW,
    "state": "nobody_home",
    "state_title": "家中无人",
    "wish": None,
    "attempt": 1,
    "planned_by_name": "王小四",
}


class VisitWindow(Input):
    """From when until when one comes: at most 12 hours."""

    model_config = by_example(WINDOW)

    opens_at: Instant
    closes_at: Instant


class Invitation(Input):
    """Somebody who comes along: by an office, or by a phone that is bound to an account."""

    model_config = by_example({"phone": "13800138000"})

    posting_id: Id | None = Field(default=None, description="A partner's or officer's posting")
    phone: Phone | None = Field(
        default=None, description="Where they hold an office there, they come by it"
    )

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.posting_id is None) == (self.phone is None):
            raise PydanticCustomError("one_of_both", "请给出一个身份或一个手机号")
        return self


FormKeys = Annotated[tuple[Key, ...], Field(strict=False, min_length=1, max_length=5)]
Invitations = Annotated[tuple[Invitation, ...], Field(strict=False, max_length=MOST_PARTICIPANTS)]


class PlannedVisit(VisitWindow):
    purpose_code: Key
    form_keys: FormKeys | None = Field(default=None, description="Without it the purpose's forms")
    for_household: bool = Field(
        default=False, description="Tell all who live there, of a purpose that concerns a person"
    )
    participants: Invitations = ()
    note: Note | None = Field(
        default=None, description="For all who come; write nothing here that they need not know"
    )


class VisitPlan(PlannedVisit):
    """A visit to a dwelling or building."""

    model_config = by_example(
        {
            "place_id": PLACE_ID,
            "purpose_code": "gas",
            **WINDOW,
            "participants": [{"phone": "13800138000"}],
            "note": "老人听力不好，请多敲几次门",
        }
    )

    place_id: Id
    concerned_id: Id | None = Field(
        default=None, description="Whom it is about: verified to live there, and told of it"
    )


class VisitBeginning(Input):
    """At the door: the check-in that shows it, and who of the participants is there."""

    model_config = by_example(
        {"check_in_id": "0199a3c4-5d6e-7f80-9a1b-000000000110", "present_ids": [PERSON_ID]}
    )

    check_in_id: Id = Field(description="An own check-in there on the day, sent before")
    present_ids: Annotated[tuple[Id, ...], Field(strict=False, max_length=MOST_PARTICIPANTS)] = ()


class VisitConclusion(Input):
    """How it ended."""

    model_config = by_example({"outcome": "nobody_home", "note": "两次敲门无人应答，已留便条"})

    outcome: Annotated[DoorOutcome, Field(strict=False)]
    note: Note | None = None


class VisitCancellation(Input):
    """Why nobody comes."""

    model_config = by_example({"note": "燃气公司改期"})

    note: Note


class VisitRetry(Input):
    """Another time than the one that was proposed."""

    model_config = by_example(WINDOW, {})

    opens_at: Instant | None = None
    closes_at: Instant | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.opens_at is None) != (self.closes_at is None):
            raise PydanticCustomError("window_halved", "请同时给出开始和结束时间")
        return self


class ParticipantView(Output):
    """Somebody who comes along."""

    person_id: UUID
    name: str | None
    role_title: str | None = Field(description="Null: invited in person")
    organisation_name: str | None
    comes: bool = Field(description="False once the office by which they come is over")
    present: bool | None = Field(description="Null until somebody stood at the door")


class VisitReplyView(Output):
    """What somebody who lives there said."""

    name: str | None = Field(description="Masked")
    kind: ReplyKind
    kind_title: str
    wanted_from: Instant | None
    wanted_until: Instant | None
    note: str | None
    said_at: Instant


class WindowView(Output):
    opens_at: Instant
    closes_at: Instant


class VisitLine(Output):
    """A visit as a line of a list."""

    model_config = by_example(LINE)

    id: UUID
    round_id: UUID | None
    position: int
    purpose_code: str
    purpose_title: str
    form_keys: list[str]
    place_id: UUID
    place_name: str
    opens_at: Instant
    closes_at: Instant
    state: VisitState
    state_title: str
    wish: ReplyKind | None = Field(description="What a household asked for and still waits for")
    attempt: int
    planned_by_name: str | None


class VisitView(VisitLine):
    """A visit, with who comes, what was said to it and how it went."""

    model_config = by_example(
        {
            **LINE,
            "concerned_id": None,
            "concerned_name": None,
            "for_household": True,
            "note": "老人听力不好，请多敲几次门",
            "participants": [
                {
                    "person_id": PERSON_ID,
                    "name": "李小六",
                    "role_title": "社区合伙人",
                    "organisation_name": "燃气服务站",
                    "comes": True,
                    "present": True,
                }
            ],
            "replies": [
                {
                    "name": "*三",
                    "kind": "another_time",
                    "kind_title": "希望改约",
                    "wanted_from": None,
                    "wanted_until": None,
                    "note": "上午要上班",
                    "said_at": "2026-11-23T20:05:12.480+08:00",
                }
            ],
            "inspection_ids": [],
            "check_in_id": None,
            "began_at": None,
            "closed_at": "2026-11-24T09:40:00.000+08:00",
            "outcome_note": "已留便条",
            "admitted_at": None,
            "admittance_note": None,
            "retry_of_id": None,
            "retry_proposal": {
                "opens_at": "2026-11-25T18:30:00.000+08:00",
                "closes_at": "2026-11-25T20:30:00.000+08:00",
            },
        }
    )

    concerned_id: UUID | None
    concerned_name: str | None = Field(description="Masked")
    for_household: bool
    note: str | None
    participants: list[ParticipantView]
    replies: list[VisitReplyView]
    inspection_ids: list[UUID]
    check_in_id: UUID | None
    began_at: Instant | None
    closed_at: Instant | None
    outcome_note: str | None
    admitted_at: Instant | None = Field(description="When a refusal was taken back at the door")
    admittance_note: str | None = Field(description="In the words of whoever had refused")
    retry_of_id: UUID | None
    retry_proposal: WindowView | None = Field(description="When to come again: nobody was at home")
