"""Pure decisions about ratings: who may, until when."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from shequ_api.kit.clock import china_date, china_midnight


class Stake(StrEnum):
    """How somebody is affected by a ticket."""

    REPORTER = "reporter"
    SUPPORTER = "supporter"
    """Said so (me too), or ordered what was merged into it."""
    INHABITANT = "inhabitant"
    """Lives in the dwelling or building where it lies."""


RELATION_TITLES = {
    Stake.REPORTER: "下单人",
    Stake.SUPPORTER: "同样受影响",
    Stake.INHABITANT: "本楼栋住户",
}


class Terms(NamedTuple):
    """What holds in a district; days are whole days in China after the day itself."""

    rating_days: int = 15
    change_days: int = 7
    reopen_days: int = 15
    most_reopenings: int = 2
    """By the one who ordered; the community may at any time before the archive."""
    low_score: int = 2
    """As low as this, somebody calls back."""
    visit_workdays: int = 3
    archive_days: int = 30
    first_reminder_days: int = 2
    """The second one comes after three times as many."""
    reminders: int = 2
    sample_percent: int = 5


def open_until(since: datetime, days: int) -> datetime:
    """The first instant after so many whole days: who comes on the last evening is in time."""
    return china_midnight(china_date(since) + timedelta(days=days + 1))


def next_reminder(settled_at: datetime, sent: int, terms: Terms) -> datetime | None:
    """When to remind next, None where it is enough; never after the time for rating."""
    if sent >= terms.reminders:
        return None
    due = settled_at + timedelta(days=terms.first_reminder_days * (1, 3)[sent])
    return due if due < open_until(settled_at, terms.rating_days) else None
