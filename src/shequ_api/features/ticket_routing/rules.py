"""Pure decisions: whether a rule fits a ticket, and whom of the considered it chooses."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from shequ_api.kit.clock import CHINA


class RoutingTargetKind(StrEnum):
    """To whom a rule sends."""

    ROLE = "role"
    """Who holds a role where the ticket lies: at its grid, its community, or above."""
    POSTING = "posting"
    ORGANISATION = "organisation"
    QUEUE = "queue"
    """Nobody: the community's triage, on purpose."""


class Strategy(StrEnum):
    """Who of several gets it."""

    GRAB = "grab"
    ASSIGN = "assign"
    """Whoever has least to do."""
    ROTATE = "rotate"


class Days(StrEnum):
    """On which days a rule fits."""

    ANY = "any"
    WORKDAYS = "workdays"
    REST_DAYS = "rest_days"


class Condition(StrEnum):
    """What a rule asks of a ticket."""

    IN_FORCE = "in_force"
    SERVICE = "service"
    SOURCE = "source"
    PLACE = "place"
    GRID = "grid"
    DAYS = "days"
    HOURS = "hours"


CONDITION_TITLES: Mapping[Condition, str] = {
    Condition.IN_FORCE: "规则在生效期内",
    Condition.SERVICE: "诉求分类",
    Condition.SOURCE: "来源渠道",
    Condition.PLACE: "所在小区、楼栋",
    Condition.GRID: "所在网格",
    Condition.DAYS: "工作日或休息日",
    Condition.HOURS: "时间段",
}


class RoutingOutcome(StrEnum):
    """What came of it."""

    ASSIGNED = "assigned"
    OFFERED = "offered"
    QUEUED = "queued"
    TRIAGE = "triage"


class WhyNot(StrEnum):
    """Why somebody who was considered could not get it."""

    ABSENT = "absent"
    AT_LOAD_CAP = "at_load_cap"
    HAD_IT = "had_it"


WHY_NOT_TITLES: Mapping[WhyNot, str] = {
    WhyNot.ABSENT: "请假，由代班人承接",
    WhyNot.AT_LOAD_CAP: "在办数已达上限",
    WhyNot.HAD_IT: "办理过这张单而没有回应，或刚刚离任",
}


class Asked(NamedTuple):
    """What a rule looks at: a ticket, or one that is thought up."""

    service_code: str
    source_kind: str
    places: frozenset[UUID]
    """The place and what it lies in."""
    grids: frozenset[UUID]
    at: datetime
    workday: bool


def conditions_of(content: Mapping[str, Any], asked: Asked) -> dict[Condition, bool]:
    """What a rule asks for → whether it is so; what it does not ask for is left out."""
    found = {Condition.IN_FORCE: _in_force(content, asked.at)}
    if codes := content["service_codes"]:
        found[Condition.SERVICE] = asked.service_code in codes
    if kinds := content["source_kinds"]:
        found[Condition.SOURCE] = asked.source_kind in kinds
    if place_id := content["within_place_id"]:
        found[Condition.PLACE] = UUID(place_id) in asked.places
    if grid_id := content["within_grid_id"]:
        found[Condition.GRID] = UUID(grid_id) in asked.grids
    if content["days"] != Days.ANY:
        found[Condition.DAYS] = (content["days"] == Days.WORKDAYS) == asked.workday
    if content["hours_from"]:
        found[Condition.HOURS] = _within(content["hours_from"], content["hours_until"], asked.at)
    return found


def _in_force(content: Mapping[str, Any], at: datetime) -> bool:
    begins, ends = content["active_from"], content["active_until"]
    begun = begins is None or datetime.fromisoformat(begins) <= at
    return begun and (ends is None or at < datetime.fromisoformat(ends))


def _within(begins: str, ends: str, at: datetime) -> bool:
    """Half-open, over midnight where it ends before it begins."""
    now = at.astimezone(CHINA).strftime("%H:%M")
    return begins <= now < ends if begins < ends else now >= begins or now < ends


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could get it."""

    posting_id: UUID
    person_id: UUID
    absent: bool
    load: int
    """Open tickets in their hands."""
    turn: int | None
    """When it was theirs, by the rule; None: never yet."""


def why_not(one: Candidate, load_cap: int | None, left_out: Collection[UUID]) -> WhyNot | None:
    """Why it cannot be theirs; None where it can. `left_out`: postings."""
    if one.posting_id in left_out:
        return WhyNot.HAD_IT
    if one.absent:
        return WhyNot.ABSENT
    if load_cap is not None and one.load >= load_cap:
        return WhyNot.AT_LOAD_CAP
    return None


def chosen_of(strategy: Strategy, fitting: Sequence[Candidate]) -> Candidate:
    """Whose it is, of at least one: the least laden, or whose turn was longest ago."""
    if strategy == Strategy.ROTATE:
        return min(fitting, key=lambda one: (one.turn or 0, one.posting_id))
    return min(fitting, key=lambda one: (one.load, one.posting_id))
