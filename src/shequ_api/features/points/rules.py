"""Pure decisions about points: which facts earn, for whom, how many, and a card's number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from shequ_api.features.patrols.events import InspectionApproved
from shequ_api.features.tickets.events import TicketRated, TicketSettled

SERIAL_DIGITS = 11
FORESEEABLE = timedelta(days=3653)
"""Ten years: no rule is planned further ahead."""


CAME_AS = "came_as"
"""The field that says by which role a specialist came along to a visit."""


class RuleFact(StrEnum):
    """The facts by which points can be earned."""

    INSPECTION_APPROVED = InspectionApproved.name
    TICKET_SETTLED = TicketSettled.name
    TICKET_RATED = TicketRated.name


class Earner(StrEnum):
    """Who, of those that a fact names, earns."""

    WORKER = "worker"
    """One who serves there."""
    SPECIALIST = "specialist"
    """One who came along to a visit, by a role that the rule names."""
    SETTLER = "settler"
    REPORTER = "reporter"


EARNER_TITLES = {
    Earner.WORKER: "网格员",
    Earner.SPECIALIST: "同行专业人员",
    Earner.SETTLER: "办结人",
    Earner.REPORTER: "下单人",
}


class Outcome(StrEnum):
    """What a rule said to a fact."""

    CREDITED = "credited"
    CAPPED = "capped"
    """The day's cap left less than the rule's points, perhaps none."""
    OWN_APPROVAL = "own_approval"
    OWN_RULE = "own_rule"


@dataclass(frozen=True, slots=True)
class Trigger:
    """What rules may say about one fact."""

    title: str
    subject: str
    """What `subject_id` is: the kind of reference on the card's line."""
    earners: Mapping[Earner, str]
    """Who may earn → the field that names them."""
    approver: str
    """The field that names who let it pass: never the one who earns."""
    conditions: Mapping[str, type[str] | type[int]]
    """Fields by whose values a rule may be narrowed."""


TRIGGERS: Mapping[RuleFact, Trigger] = {
    RuleFact.INSPECTION_APPROVED: Trigger(
        "巡查记录审核通过",
        "inspection",
        {Earner.WORKER: "worker_id", Earner.SPECIALIST: "worker_id"},
        "approved_by_id",
        {"form_key": str, CAME_AS: str},
    ),
    RuleFact.TICKET_SETTLED: Trigger(
        "诉求办结",
        "ticket",
        {Earner.SETTLER: "settled_by_id", Earner.REPORTER: "reporter_id"},
        "accepted_by_id",
        {"service_code": str, "source_kind": str},
    ),
    RuleFact.TICKET_RATED: Trigger(
        "诉求评价",
        "ticket",
        {Earner.REPORTER: "reporter_id"},
        "accepted_by_id",
        {"service_code": str, "source_kind": str, "score": int},
    ),
}


class Terms(Protocol):
    """What a rule says."""

    @property
    def fact(self) -> str: ...
    @property
    def conditions(self) -> Mapping[str, Any]: ...
    @property
    def earner(self) -> str: ...
    @property
    def points(self) -> int: ...
    @property
    def daily_cap_points(self) -> int: ...
    @property
    def created_by_id(self) -> UUID | None: ...


@dataclass(frozen=True, slots=True)
class Award:
    """Points, and why so many."""

    points: int
    outcome: Outcome


def fits(fact: RuleFact, earner: Earner, conditions: Mapping[str, Sequence[str | int]]) -> bool:
    """Whether a rule can be made of this: the fact names the earner and knows the conditions. A
    specialist earns by a rule that names their role, and a worker has none to name."""
    if (earner == Earner.SPECIALIST) != bool(conditions.get(CAME_AS)):
        return False
    trigger = TRIGGERS[fact]
    return earner in trigger.earners and all(
        field in trigger.conditions and all(type(v) is trigger.conditions[field] for v in values)
        for field, values in conditions.items()
    )


def period_fits(starts: datetime, ends: datetime | None, now: datetime) -> bool:
    """Whether a rule made now may hold from one instant until another, or open-ended."""
    latest = now + FORESEEABLE
    return now <= starts <= latest and (ends is None or starts < ends <= latest)


def applies(terms: Terms, facts: Mapping[str, Any]) -> bool:
    """Whether a fact, by its fields, meets all conditions of a rule."""
    return all(facts.get(field) in values for field, values in terms.conditions.items())


def earner_of(terms: Terms, facts: Mapping[str, Any]) -> UUID | None:
    """The person who earns by a rule; None where nobody is named: an anonymous reporter, say, or a
    specialist, where it speaks of those who serve there."""
    if terms.earner == Earner.WORKER and facts.get(CAME_AS) is not None:
        return None
    earner: UUID | None = facts[TRIGGERS[RuleFact(terms.fact)].earners[Earner(terms.earner)]]
    return earner


def points_for(terms: Terms, facts: Mapping[str, Any], earned_today: int) -> Award:
    """How many points a fact that the rule applies to earns, when so many were earned today.

    Nobody earns by what they approved, or by a rule of their own making. At the cap the rest of
    the day's points is given, then none.
    """
    approver = TRIGGERS[RuleFact(terms.fact)].approver
    earner = earner_of(terms, facts)
    if facts[approver] == earner:
        return Award(0, Outcome.OWN_APPROVAL)
    if terms.created_by_id == earner:
        return Award(0, Outcome.OWN_RULE)
    left = max(0, terms.daily_cap_points - earned_today)
    if left < terms.points:
        return Award(left, Outcome.CAPPED)
    return Award(terms.points, Outcome.CREDITED)


def reason_for(title: str, award: Award, daily_cap_points: int) -> str:
    """Why I got so many points, in words for the card."""
    if award.outcome == Outcome.OWN_APPROVAL:
        return f"{title}：受理或审核的是本人，不计积分"
    if award.outcome == Outcome.OWN_RULE:
        return f"{title}：积分规则由本人制定，不计积分"
    if award.outcome == Outcome.CAPPED:
        given = f"本次计 {award.points} 分" if award.points else "本次不计积分"
        return f"{title}：已到每日上限 {daily_cap_points} 分，{given}"
    return f"{title}：{award.points} 分"


def round_of(facts: Mapping[str, Any]) -> int:
    """Which time it is that a fact happens to its subject: 2 where the first was withdrawn."""
    return int(facts.get("approval", 1))


def card_number(district_code: str, serial: int) -> str:
    """18 digits: the district's six, the serial, and a check digit (ISO/IEC 7812-1, Luhn)."""
    digits = f"{district_code[:6]}{serial:0{SERIAL_DIGITS}d}"
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"{digits}{-total % 10}"
