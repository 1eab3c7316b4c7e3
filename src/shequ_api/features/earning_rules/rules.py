"""Pure decisions about earning: which facts earn, for whom, and whether a rule is fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from shequ_api.features.patrols.events import InspectionApproved
from shequ_api.features.tickets.events import TicketRated, TicketSettled

FORESEEABLE = timedelta(days=3653)
"""Ten years: no rule is planned further ahead."""
CAME_AS = "came_as"
"""The field that says by which role a specialist came along to a visit."""
CARD_LEVEL = "card_level"
"""No field of a fact: the level of the card of who earns, at the instant of the fact."""
AT_LEAST, AT_MOST = "at_least", "at_most"
"""The ends of a range of numbers, both of which are in it."""

Condition = Sequence[str | int] | Mapping[str, int]
"""The values that a field may have, or the range in which its number must lie."""


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


FIELD_TITLES = {
    "form_key": "检查表",
    CAME_AS: "同行身份",
    "service_code": "诉求类别",
    "source_kind": "诉求来源",
    "score": "评分",
    CARD_LEVEL: "幸福卡等级",
}
"""Fields that conditions may ask for, in words."""


class Outcome(StrEnum):
    """What a rule said to a fact."""

    CREDITED = "credited"
    CAPPED = "capped"
    """A cap left less than the rule's points, perhaps none."""
    OUTRANKED = "outranked"
    """Another rule of its group paid instead."""
    KEPT_BEFORE = "kept_before"
    """What was earned for the same thing before, taken back and forgiven, is not given again."""
    OUT_OF_BUDGET = "out_of_budget"
    """The budgets of the day left less than what was due, perhaps none."""
    OWN_APPROVAL = "own_approval"
    OWN_RULE = "own_rule"
    MAKER_APPROVED = "maker_approved"
    """Whoever made the rule let the fact pass: nobody says alone what is paid, and that it is."""


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
    """Fields by whose values a rule may be narrowed; points may be given for each unit of a
    number."""


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
        {Earner.REPORTER: "reporter_id", Earner.SETTLER: "settled_by_id"},
        "accepted_by_id",
        {"service_code": str, "source_kind": str, "score": int},
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTerms:
    """What somebody wants a rule to say."""

    fact: RuleFact
    earner: Earner
    title: str
    points: int
    caps: Sequence[Mapping[str, Any]]
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    per_unit: str | None = None
    most_points: int | None = None
    windows: Mapping[str, Any] = field(default_factory=dict)
    priority: int = 0
    stack: str | None = None
    shadow: bool = False


class Terms(Protocol):
    """What a rule says."""

    @property
    def id(self) -> UUID: ...
    @property
    def series_id(self) -> UUID: ...
    @property
    def fact(self) -> str: ...
    @property
    def conditions(self) -> Mapping[str, Any]: ...
    @property
    def earner(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def points(self) -> int: ...
    @property
    def per_unit(self) -> str | None: ...
    @property
    def most_points(self) -> int | None: ...
    @property
    def caps(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def windows(self) -> Mapping[str, Any]: ...
    @property
    def priority(self) -> int: ...
    @property
    def stack(self) -> str | None: ...
    @property
    def shadow(self) -> bool: ...
    @property
    def created_by_id(self) -> UUID | None: ...


def fits(fact: RuleFact, earner: Earner, conditions: Mapping[str, Condition]) -> bool:
    """Whether a rule can be made of this: the fact names the earner and knows the conditions. A
    specialist earns by a rule that names their role, and a worker has none to name."""
    if (earner == Earner.SPECIALIST) != bool(conditions.get(CAME_AS)):
        return False
    trigger = TRIGGERS[fact]
    kinds = {**trigger.conditions, CARD_LEVEL: str}
    return earner in trigger.earners and all(
        name in kinds and _is_of(condition, kinds[name]) for name, condition in conditions.items()
    )


def _is_of(condition: Condition, kind: type) -> bool:
    """Whether a condition can be met by a field of a kind: ranges are of numbers."""
    if isinstance(condition, Mapping):
        low, high = condition.get(AT_LEAST), condition.get(AT_MOST)
        ends = low is not None or high is not None
        return kind is int and ends and (low is None or high is None or low <= high)
    return all(type(value) is kind for value in condition)


def counts_units(fact: RuleFact, per_unit: str | None) -> bool:
    """Whether points can be given for each unit of a field: it is a number."""
    return per_unit is None or TRIGGERS[fact].conditions.get(per_unit) is int


def period_fits(starts: datetime, ends: datetime | None, now: datetime) -> bool:
    """Whether a rule made now may hold from one instant until another, or open-ended."""
    latest = now + FORESEEABLE
    return now <= starts <= latest and (ends is None or starts < ends <= latest)


def meets(value: Any, condition: Condition) -> bool:
    """Whether a field's value meets a condition."""
    if isinstance(condition, Mapping):
        low, high = condition.get(AT_LEAST), condition.get(AT_MOST)
        if type(value) is not int:
            return False
        return (low is None or low <= value) and (high is None or value <= high)
    return value in condition


def applies(terms: Terms, facts: Mapping[str, Any]) -> bool:
    """Whether a fact, by its fields, meets all conditions of a rule, but for the level of a card
    (`fits_level`)."""
    asked = [(name, each) for name, each in terms.conditions.items() if name != CARD_LEVEL]
    return all(meets(facts.get(name), each) for name, each in asked)


def asks_level(terms: Terms) -> bool:
    """Whether a rule pays by the level of a card."""
    return CARD_LEVEL in terms.conditions


def fits_level(terms: Terms, level: str | None) -> bool:
    """Whether a rule pays to a card of a level (its step's key; None: of none)."""
    return not asks_level(terms) or meets(level, terms.conditions[CARD_LEVEL])


def earner_of(terms: Terms, facts: Mapping[str, Any]) -> UUID | None:
    """The person who earns by a rule; None where nobody is named: an anonymous reporter, say, or a
    specialist, where it speaks of those who serve there."""
    if terms.earner == Earner.WORKER and facts.get(CAME_AS) is not None:
        return None
    earner: UUID | None = facts[TRIGGERS[RuleFact(terms.fact)].earners[Earner(terms.earner)]]
    return earner


def approver_of(terms: Terms, facts: Mapping[str, Any]) -> UUID | None:
    """The person who let a fact pass."""
    approver: UUID | None = facts[TRIGGERS[RuleFact(terms.fact)].approver]
    return approver


def round_of(facts: Mapping[str, Any]) -> int:
    """Which time it is that a fact happens to its subject: 2 where the first was withdrawn."""
    return int(facts.get("approval", 1))
