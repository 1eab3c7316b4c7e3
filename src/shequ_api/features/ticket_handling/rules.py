"""Pure decisions about handling: until when one may give back, and what a bounce brings about."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from shequ_api.base.calendar.rules import add_workdays
from shequ_api.kit.clock import CHINA

BOUNCES_BEFORE_ARBITRATION = 3


class Times(NamedTuple):
    """Within what times tickets are handled: workdays, days, and hours."""

    return_workdays: int = 1
    urge_hours: int = 24
    answer_hours: int = 24
    silence_hours: int | None = None
    supervision_workdays: int = 3
    appeal_days: int = 7
    appeal_workdays: int = 5


def workdays_after(at: datetime, workdays: int, exceptions: Mapping[date, str]) -> datetime:
    """The same time of the day, so many workdays later; what begins on a day of rest counts from
    the next workday on, as all else."""
    local = at.astimezone(CHINA)
    last = add_workdays(local.date(), workdays, exceptions)
    return datetime.combine(last, local.timetz())


def needs_arbitration(bounces: int) -> bool:
    """Whether those above are to say who handles what came back so often."""
    return bounces >= BOUNCES_BEFORE_ARBITRATION
