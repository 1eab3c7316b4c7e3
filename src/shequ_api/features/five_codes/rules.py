"""Pure decisions: which entries stand at a place, who is shown them, and when they are open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from shequ_api.base.access.roles import Role
from shequ_api.base.calendar.hours import Hours, NeverDue, OpenTime, SpecialDays
from shequ_api.base.calendar.openings import hours_of
from shequ_api.base.offering import Action, Head

LAST_POSITION = 999
UNPLACED = 500
"""Where actions stand that nobody has given a place, in the order of their modules."""
INSTANT = timedelta(microseconds=1)


class Viewer(StrEnum):
    """As what somebody looks at a place."""

    STRANGER = "stranger"
    RESIDENT = "resident"
    """Verified to live there: in the compound of a building, in a community."""
    WORKER = "worker"
    """On duty, with the place in scope."""


EVERYBODY = tuple(Viewer)
ON_DUTY = frozenset(
    {
        Role.MICRO_GRID_WORKER,
        Role.GENERAL_GRID_WORKER,
        Role.GRID_CHIEF,
        Role.COMMUNITY_WORKER,
        Role.SUBDISTRICT_ADMINISTRATOR,
        Role.DISTRICT_ADMINISTRATOR,
    }
)
"""Who looks as a worker where they have the place in scope; partners and committees look as who
they are there."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An action as it is offered."""

    key: str
    head: Head
    title: str
    action: str
    position: int
    hint: str | None = None
    icon: str | None = None
    parameters: Mapping[str, str] | None = None
    audience: Sequence[str] = EVERYBODY
    roles: Sequence[str] = ()
    identity_level: int = 0
    hours: Hours | None = None
    starts_on: date | None = None
    ends_on: date | None = None

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """From its JSON (`CatalogueEntry`)."""
        hours, starts_on, ends_on = (told[name] for name in ("hours", "starts_on", "ends_on"))
        plain = {name: told[name] for name in _PLAIN}
        return cls(
            **plain,
            head=Head(told["head"]),
            hours=hours_of(hours) if hours else None,
            starts_on=date.fromisoformat(starts_on) if starts_on else None,
            ends_on=date.fromisoformat(ends_on) if ends_on else None,
        )

    def is_for(self, viewer: Viewer, role: Role) -> bool:
        """Whether they are of its audience."""
        return viewer in self.audience and (not self.roles or role in self.roles)

    def holds_on(self, day: date) -> bool:
        """Whether a day lies in its season; its last one does."""
        begun = self.starts_on is None or self.starts_on <= day
        return begun and (self.ends_on is None or day <= self.ends_on)


_PLAIN = (
    *("key", "title", "action", "position", "hint", "icon", "parameters", "audience", "roles"),
    "identity_level",
)


def unplaced(actions: Iterable[Action]) -> list[Entry]:
    """What is offered where no catalogue says otherwise: all that modules register, but for what
    must be told with what it is to open."""
    return [
        Entry(action.key, action.head, action.title, action.key, UNPLACED + number)
        for number, action in enumerate(actions)
        if not action.needs
    ]


def laid_over(layers: Sequence[Mapping[str, Any]], under: Sequence[Entry]) -> list[Entry]:
    """The entries that hold where these catalogues lie over each other, the nearest last: an entry
    replaces that of the same key, a hidden key is not offered."""
    found = {entry.key: entry for entry in under}
    for layer in layers:
        if not layer["inherits"]:
            found = {}
        for key in layer["hidden"]:
            found.pop(key, None)
        found |= {told["key"]: Entry.of(told) for told in layer["entries"]}
    return sorted(found.values(), key=lambda entry: (entry.position, entry.key))


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether an entry is open, and when it is next; None: it is, or it never is again."""

    open: bool
    opens_at: datetime | None = None


ALWAYS = Opening(True)


def opening(hours: Hours, special: SpecialDays, now: datetime) -> Opening:
    """What opening hours say at an instant."""
    times = OpenTime(hours, special)
    if times.working_time(now, now + INSTANT):
        return ALWAYS
    try:
        return Opening(False, times.due_at(now, INSTANT) - INSTANT)
    except NeverDue:
        return Opening(False)
