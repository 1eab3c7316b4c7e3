from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.base.access.roles import Role
from shequ_api.features.ticket_routing.rules import Condition, Days, RoutingTargetKind, Strategy
from shequ_api.features.tickets.public import SETTLERS
from shequ_api.kit.schema import Id, Input, Instant, Key, Line, Output, by_example

ID = "0199a3c4-5d6e-7f80-9a1b-00000000010b"
ClockTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
ACTION: dict[str, Any] = {
    "kind": "role",
    "role": "micro_grid_worker",
    "posting_id": None,
    "organisation_id": None,
    "strategy": "rotate",
    "load_cap": 20,
    "at_once": False,
}
CONTENT: dict[str, Any] = {
    "title": "环境卫生由微网格员轮流办理",
    "position": 10,
    "service_codes": ["environment"],
    "source_kinds": [],
    "within_place_id": None,
    "within_grid_id": None,
    "days": "workdays",
    "hours_from": "08:30",
    "hours_until": "18:00",
    "active_from": None,
    "active_until": None,
    "action": ACTION,
}


class RoutingActionDraft(Input):
    """To whom it goes, and which of several gets it."""

    model_config = by_example(ACTION)

    kind: Annotated[RoutingTargetKind, Field(strict=False)]
    role: Annotated[Role, Field(strict=False)] | None = Field(
        default=None, description="Held at the ticket's grid, its community, or above"
    )
    posting_id: Id | None = None
    organisation_id: Id | None = None
    strategy: Annotated[Strategy, Field(strict=False)] = Strategy.ASSIGN
    load_cap: int | None = Field(
        default=None, ge=1, le=1000, description="Of open tickets in one person's hands"
    )
    at_once: bool = Field(
        default=False, description="As soon as it is filed; else when the community accepts it"
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        wanted = {
            RoutingTargetKind.ROLE: self.role,
            RoutingTargetKind.POSTING: self.posting_id,
            RoutingTargetKind.ORGANISATION: self.organisation_id,
        }
        given = {kind for kind, value in wanted.items() if value is not None}
        if given != {self.kind} - {RoutingTargetKind.QUEUE}:
            raise PydanticCustomError("target_unfit", "须且只须填写与分派对象相符的一项")
        if self.role is not None and self.role not in SETTLERS:
            raise PydanticCustomError("role_unfit", "这种身份不能办理诉求")
        return self


class RoutingRuleDraft(Input):
    """A rule as a whole. What is empty or null is not asked for."""

    model_config = by_example(CONTENT)

    title: Line
    position: int = Field(ge=0, le=10_000, description="Lower ones are asked first")
    service_codes: Annotated[list[Key], Field(max_length=50)] = []
    source_kinds: Annotated[list[Key], Field(max_length=20)] = []
    within_place_id: Id | None = Field(
        default=None, description="A community, compound or building, with all in it"
    )
    within_grid_id: Id | None = Field(default=None, description="A general or micro-grid")
    days: Annotated[Days, Field(strict=False)] = Days.ANY
    hours_from: ClockTime | None = Field(default=None, description="In China's time")
    hours_until: ClockTime | None = Field(
        default=None, description="Up to here; before `hours_from`, it is that of the next day"
    )
    active_from: Instant | None = None
    active_until: Instant | None = None
    action: RoutingActionDraft

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if (self.hours_from is None) != (self.hours_until is None):
            raise PydanticCustomError("hours_unfit", "时间段须同时填写起止")
        if self.hours_from is not None and self.hours_from == self.hours_until:
            raise PydanticCustomError("hours_unfit", "时间段的起止不能相同")
        begins, ends = self.active_from, self.active_until
        if begins is not None and ends is not None and begins >= ends:
            raise PydanticCustomError("active_unfit", "生效须早于失效")
        return self


class RoutingActionView(Output):
    """To whom it goes."""

    kind: RoutingTargetKind
    role: Role | None
    posting_id: UUID | None
    organisation_id: UUID | None
    strategy: Strategy
    load_cap: int | None
    at_once: bool


class RoutingRuleContent(Output):
    """What a rule says."""

    title: str
    position: int
    service_codes: list[str]
    source_kinds: list[str]
    within_place_id: UUID | None
    within_grid_id: UUID | None
    days: Days
    hours_from: str | None
    hours_until: str | None
    active_from: Instant | None
    active_until: Instant | None
    action: RoutingActionView


class RoutingRuleView(RoutingRuleContent):
    """A rule as it is now."""

    model_config = by_example(
        {
            **CONTENT,
            "id": ID,
            "version": 2,
            "place_id": ID,
            "place_name": "致强社区",
            "made_at": "2026-11-20T09:30:00.000+08:00",
            "changed_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    id: UUID
    version: int
    place_id: UUID
    place_name: str
    made_at: Instant
    changed_at: Instant


class RoutingRuleEditionView(RoutingRuleContent):
    """A rule as it was from one change to the next."""

    model_config = by_example(
        {**CONTENT, "version": 1, "made_at": "2026-11-20T09:30:00.000+08:00", "made_by_id": ID}
    )

    version: int
    made_at: Instant
    made_by_id: UUID


class RoutingTrialLine(Output):
    """A recent ticket, and what a rule would have asked of it."""

    ticket_id: UUID
    place_name: str
    service_code: str
    created_at: Instant
    fits: bool
    unmet: list[Condition]


TRIED: dict[str, Any] = {
    "ticket_id": ID,
    "place_name": "东苑1栋",
    "service_code": "noise",
    "created_at": "2026-11-20T09:30:00.000+08:00",
    "fits": False,
    "unmet": ["service"],
}


class RoutingTrialView(Output):
    """Which of the latest tickets a rule would have fitted, as they were filed."""

    model_config = by_example({"looked_at": 1, "fitting": 0, "tickets": [TRIED]})

    looked_at: int
    fitting: int
    tickets: list[RoutingTrialLine]
