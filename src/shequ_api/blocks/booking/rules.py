"""Pure decisions: which slots there are, and what a person may still do. Slots are half-open."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from shequ_api.base.calendar.rules import ONE_DAY, DayKind
from shequ_api.kit.clock import china_midnight

DAY_MINUTES = 24 * 60
EXCHANGED = 0
"""In the place of a weekday: a weekend day that is worked in exchange (补班日)."""


class State(StrEnum):
    HELD = "held"
    BOOKED = "booked"
    WAITING = "waiting"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    ATTENDED = "attended"
    NO_SHOW = "no_show"


SEATED = (State.HELD, State.BOOKED, State.ATTENDED, State.NO_SHOW)
"""Those whose seat is nobody else's."""
LIVE = (State.HELD, State.BOOKED, State.WAITING)


class LateCancel(StrEnum):
    """What comes of a cancellation after its time."""

    REFUSE = "refuse"
    COUNT = "count"


class Interval(NamedTuple):
    """From a minute of China's day to another, which is no longer part of it."""

    starts_minute: int
    ends_minute: int


class Slot(NamedTuple):
    """[begins_at, ends_at), in UTC."""

    begins_at: datetime
    ends_at: datetime

    def overlaps(self, begins_at: datetime, ends_at: datetime) -> bool:
        return self.begins_at < ends_at and begins_at < self.ends_at


@dataclass(frozen=True, slots=True)
class Opening:
    """A weekly interval: weekdays are 1 (Monday) to 7, or `EXCHANGED`; days are half-open."""

    weekday: int
    interval: Interval
    valid_from: date
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


def are_in_order(intervals: Sequence[Interval]) -> bool:
    """Whether intervals lie in a day, one behind the other."""
    lie_inside = all(0 <= begin < end <= DAY_MINUTES for begin, end in intervals)
    return lie_inside and all(before[1] <= after[0] for before, after in pairwise(intervals))


def intervals_on(
    day: date,
    openings: Iterable[Opening],
    special: Mapping[date, Sequence[Interval]],
    calendar: Mapping[date, str],
    *,
    follows_calendar: bool,
) -> list[Interval]:
    """The intervals of a day: what was said of the day itself, else what the week says; on a
    holiday none, on a day that is worked in exchange those of `EXCHANGED`."""
    if day in special:
        return sorted(special[day])
    weekday = day.isoweekday()
    kind = calendar.get(day) if follows_calendar else None
    if kind == DayKind.HOLIDAY:
        return []
    if kind == DayKind.WORKDAY:
        weekday = EXCHANGED
    return sorted(
        each.interval for each in openings if each.weekday == weekday and each.holds_on(day)
    )


def slots_in(day: date, intervals: Iterable[Interval], slot_minutes: int) -> list[Slot]:
    """Each interval cut into slots from its begin; what is left over at its end is none."""
    midnight, length = china_midnight(day), timedelta(minutes=slot_minutes)
    found = []
    for begin, end in intervals:
        for minute in range(begin, end - slot_minutes + 1, slot_minutes):
            begins_at = midnight + timedelta(minutes=minute)
            found.append(Slot(begins_at, begins_at + length))
    return found


def days_between(first: date, last: date) -> list[date]:
    """From one to the other, both included."""
    return [first + n * ONE_DAY for n in range((last - first).days + 1)]


def is_offered(slot: Slot, now: datetime, *, lead_minutes: int, horizon_days: int) -> bool:
    """Whether a slot may be taken now: not too late, not too early."""
    latest = slot.begins_at - timedelta(minutes=lead_minutes)
    return now <= latest and slot.begins_at < now + timedelta(days=horizon_days)


def free_seat(capacity: int, taken: Collection[int]) -> int | None:
    """The lowest seat that nobody has."""
    return next((seat for seat in range(1, capacity + 1) if seat not in taken), None)


def barred_until(
    strikes: Sequence[datetime], *, limit: int, within_days: int, barred_days: int
) -> datetime | None:
    """Until when whoever left their place empty that often may take none. `strikes`: the latest
    `limit` ones, the latest first; a limit of 0 bars nobody."""
    if limit == 0 or len(strikes) < limit:
        return None
    latest, first = strikes[0], strikes[limit - 1]
    if latest - first >= timedelta(days=within_days):
        return None
    return latest + timedelta(days=barred_days)
