"""Pure decisions about subtasks: how many, and by when one is to be done."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from shequ_api.base.calendar.rules import add_workdays
from shequ_api.kit.clock import china_date, china_midnight

MOST_SUBTASKS = 50
"""Of one ticket, over its life."""
LONGEST_WORKDAYS = 60
FARTHEST = timedelta(days=366)
"""A part that is due later than this is a plan."""
HORIZON = timedelta(days=3 * LONGEST_WORKDAYS)
"""Far enough for so many workdays with every holiday between."""


def end_of_workday(now: datetime, workdays: int, exceptions: Mapping[date, str]) -> datetime:
    """The end of the n-th workday after today in China; of today itself for 0."""
    last = add_workdays(china_date(now), workdays, exceptions)
    return china_midnight(last + timedelta(days=1))


def in_time(due_at: datetime, now: datetime) -> bool:
    """Whether something may be due then: later than now, and not in years."""
    return now < due_at <= now + FARTHEST
