"""Pure decisions about hazards: what is the same one, what is due when, what a ticket says."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID

from shequ_api.base.calendar.rules import ONE_DAY, add_workdays
from shequ_api.features.inspection_forms.public import LEVEL_TITLES, HazardLevel
from shequ_api.kit.clock import china_date, china_midnight

MAX_TICKET_TEXT = 2000
CLOCKS_DIFFER = timedelta(minutes=10)
"""How far a phone's clock may lag without its inspection counting as made before the work."""
AT_ONCE = timedelta(hours=24)
"""What no workday is given for: within a day, whatever day it is."""
LONGEST_WORKDAYS = 60
_RANKS = {level: rank for rank, level in enumerate(HazardLevel)}


class Deadline(NamedTuple):
    """Workdays until a hazard should be put right, and then looked at again; 0 is at once."""

    rectify_workdays: int
    reinspect_workdays: int


DEADLINES = {
    HazardLevel.GENERAL: Deadline(10, 5),
    HazardLevel.MAJOR: Deadline(3, 2),
    HazardLevel.CRITICAL: Deadline(0, 1),
}
"""Where a district has set none."""


class Escalation(StrEnum):
    """Who above the grid is asked to look after it."""

    COMMUNITY = "community"
    SUBDISTRICT = "subdistrict"


class Raised(NamedTuple):
    """What an answer raises: field, level, the field's label, and what the rule says."""

    field: str
    level: str
    label: str
    text: str


Judged = Mapping[str, Collection[tuple[str, str]]]
"""Answered field → what it could have raised: level and text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What an inspection saw at a place."""

    submission_id: UUID
    form_key: str
    worker_id: UUID
    """Who was there."""
    by_id: UUID
    """Who wrote the answers that stand: the worker, or whoever edited them."""
    seen_at: datetime
    """The earlier of the phone's clock and ours."""
    raised: Sequence[Raised]
    judged: Callable[[], Judged]


class Standing(Protocol):
    """A hazard, as far as telling it from others needs it."""

    @property
    def field(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def text(self) -> str: ...


def is_same(hazard: Standing, raised: Raised, judged: Judged) -> bool:
    """Whether what was raised is this hazard: by its words, unless the form words it otherwise
    by now."""
    if (hazard.field, hazard.level) != (raised.field, raised.level):
        return False
    sayable = judged.get(hazard.field, ())
    return hazard.text == raised.text or (hazard.level, hazard.text) not in sayable


def distinct(raised: Iterable[Raised]) -> list[Raised]:
    """Each hazard once, however often a repeated section names it, in the order of the form."""
    found: dict[tuple[str, str, str], Raised] = {}
    for one in raised:
        found.setdefault((one.field, one.level, one.text), one)
    return list(found.values())


def is_after(seen_at: datetime, rectified_at: datetime) -> bool:
    """Whether what was seen shows what the work was good for."""
    return seen_at >= rectified_at - CLOCKS_DIFFER


def due_at(workdays: int, now: datetime, exceptions: Mapping[date, str]) -> datetime:
    """The end of the n-th workday, or a day from now where it is to be at once."""
    if workdays == 0:
        return now + AT_ONCE
    return china_midnight(add_workdays(china_date(now), workdays, exceptions) + ONE_DAY)


def escalated_at_once(level: str) -> Escalation | None:
    """Whom a hazard goes to as soon as it is found."""
    return Escalation.SUBDISTRICT if level == HazardLevel.CRITICAL else None


def escalated_when_late(level: str) -> Escalation:
    """Whom a hazard goes to that is overdue."""
    return Escalation.COMMUNITY if level == HazardLevel.GENERAL else Escalation.SUBDISTRICT


def ticket_text(hazards: Sequence[Raised], *, again: int = 0) -> str:
    """What the ticket of hazards says, the worst first, at most 2000 characters.

    `again`: how many of them did not pass their re-inspection.
    """
    ordered = sorted(hazards, key=lambda hazard: -_RANKS[HazardLevel(hazard.level)])
    lines = [f"入户排查发现 {len(hazards)} 处隐患："]
    if again:
        lines = [f"复查未通过 {again} 处，共 {len(hazards)} 处隐患待整改："]
    lines += [f"【{LEVEL_TITLES[HazardLevel(h.level)]}】{h.label}：{h.text}" for h in ordered]
    text = "\n".join(lines)
    return text if len(text) <= MAX_TICKET_TEXT else text[: MAX_TICKET_TEXT - 1] + "…"
