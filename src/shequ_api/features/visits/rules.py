"""Pure decisions about visits: states, windows, who is told, and when to come again."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from shequ_api.kit.clock import china_date, china_midnight

LONGEST = timedelta(hours=12)
FURTHEST = timedelta(days=180)
MOST_PARTICIPANTS = 5
MOST_ATTEMPTS = 3
"""Whoever was not at home so often is left a note, and rung up."""
LATE_BY = timedelta(days=7)
"""How long after the visit what was written down at the door may still arrive."""
SATURDAY = 5


class VisitState(StrEnum):
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    NOBODY_HOME = "nobody_home"
    REFUSED = "refused"
    CANCELLED = "cancelled"


STATE_TITLES = {
    VisitState.PLANNED: "待走访",
    VisitState.UNDER_WAY: "走访中",
    VisitState.DONE: "已走访",
    VisitState.NOBODY_HOME: "家中无人",
    VisitState.REFUSED: "住户谢绝",
    VisitState.CANCELLED: "已取消",
}
OPEN = (VisitState.PLANNED, VisitState.UNDER_WAY)
SHOWN_TO_PARTICIPANTS = (*OPEN, VisitState.DONE)
"""Nobody needs to know more about a door at which they were not let in."""


class DoorOutcome(StrEnum):
    """How a visit ended at the door."""

    DONE = "done"
    NOBODY_HOME = "nobody_home"
    REFUSED = "refused"


class ReplyKind(StrEnum):
    """What somebody who lives there says to a visit that is to come."""

    WELCOME = "welcome"
    ANOTHER_TIME = "another_time"
    REFUSED = "refused"


REPLY_TITLES = {
    ReplyKind.WELCOME: "欢迎上门",
    ReplyKind.ANOTHER_TIME: "希望改约",
    ReplyKind.REFUSED: "谢绝上门",
}


class NamesShown(StrEnum):
    """Whose names a purpose lets a participant see."""

    HOUSEHOLD = "household"
    """Of all who live there, masked."""
    CONCERNED = "concerned"
    """Of the one whom it is about, in full: they are asked for."""
    NOBODY = "nobody"


class Window(NamedTuple):
    opens_at: datetime
    closes_at: datetime


def fits(window: Window, now: datetime) -> bool:
    """Whether a visit may be arranged for then: still to come, of some hours, within the year."""
    long = window.closes_at - window.opens_at
    return timedelta() < long <= LONGEST and now < window.closes_at <= now + FURTHEST


def open_to_participants(window: Window, days_before: int, days_after: int) -> Window:
    """In whole days of China: from so many before the visit to so many after it."""
    first = china_date(window.opens_at) - timedelta(days=days_before)
    last = china_date(window.closes_at) + timedelta(days=days_after)
    return Window(china_midnight(first), china_midnight(last + timedelta(days=1)))


def come_again(window: Window, attempt: int, now: datetime) -> Window | None:
    """When to try again where nobody was at home: the next evening, then the next Saturday morning;
    None where it was tried often enough."""
    if attempt >= MOST_ATTEMPTS:
        return None
    day = max(china_date(window.opens_at), china_date(now)) + timedelta(days=1)
    if attempt == 1:
        return _hours(day, 18 * 60 + 30)
    return _hours(day + timedelta(days=(SATURDAY - day.weekday()) % 7), 10 * 60)


def _hours(day: date, minute: int) -> Window:
    opens_at = china_midnight(day) + timedelta(minutes=minute)
    return Window(opens_at, opens_at + timedelta(hours=2))
