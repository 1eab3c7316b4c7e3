"""What counts as volunteer service, and how much of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shequ_api.base.access.roles import Role

EVER = "ever"
PERIOD = r"^(ever|20[0-9]{2}(-(0[1-9]|1[0-2]))?)$"
"""A tally's: a month (`2026-11`), a year (`2026`), or all there is."""


class ServiceKind(StrEnum):
    """What the evidence is."""

    SESSION = "session"
    """Checked in and out at a place."""
    INSPECTION = "inspection"
    TICKET = "ticket"


KIND_TITLES = {
    ServiceKind.SESSION: "现场服务",
    ServiceKind.INSPECTION: "巡查排查",
    ServiceKind.TICKET: "办结诉求",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """A district's policy; these are the ones of a district that has set none.

    Facts are worth nothing until it says how much.
    """

    least_minutes: int = 10
    session_minutes: int = 480
    day_minutes: int = 480
    auto_confirm_score: int | None = None
    """Sessions whose two marks are worth that much need nobody's word."""
    inspection_minutes: int = 0
    ticket_minutes: int = 0
    facts_day_minutes: int = 120
    """Of a day's, the most that may come from facts."""
    roles: tuple[str, ...] = (Role.RESIDENT, Role.PARTNER, Role.COMMITTEE_MEMBER)

    def worth(self, kind: ServiceKind) -> int:
        """The minutes of a fact."""
        return self.inspection_minutes if kind == ServiceKind.INSPECTION else self.ticket_minutes


def is_volunteer(roles: Collection[str], terms: Terms) -> bool:
    """Whether somebody with these postings in a district serves there for nothing. One that is paid
    is enough to be on duty; without any they are a resident."""
    return set(roles or {Role.RESIDENT}) <= set(terms.roles)


def counted(due: int, kind: ServiceKind, *, of_day: int, of_facts: int, terms: Terms) -> int:
    """How many of the minutes due count, beside those that count of the same day already."""
    room = terms.day_minutes - of_day
    if kind != ServiceKind.SESSION:
        room = min(room, terms.facts_day_minutes - of_facts)
    return max(0, min(due, room))


def periods_of(day: date) -> tuple[str, str, str]:
    """The periods in whose tallies a day stands."""
    return f"{day:%Y-%m}", f"{day:%Y}", EVER
