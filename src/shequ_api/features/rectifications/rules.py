"""Pure decisions about rectification batches: how much, how long, and which day for whom."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from shequ_api.base.calendar.rules import ONE_DAY, is_workday

MOST_IN_BATCH = 300
MOST_RESULTS = 50
LONGEST_BATCH = timedelta(days=60)


class VisitOutcome(StrEnum):
    """What came of a rectification visit."""

    DONE = "done"
    NOBODY_HOME = "nobody_home"
    REFUSED = "refused"
    LEFT_OUT = "left_out"
    """The batch was ended before it."""


def may_span(starts_on: date, ends_on: date) -> bool:
    """Whether a batch may last so long."""
    return starts_on <= ends_on <= starts_on + LONGEST_BATCH


def visiting_days(
    places: Sequence[UUID], starts_on: date, ends_on: date, exceptions: Mapping[date, str]
) -> list[date]:
    """A day for the visit at each place, in their order: workdays where there are any, evenly
    filled; whoever lives at one place is visited once."""
    span = [starts_on + n * ONE_DAY for n in range((ends_on - starts_on).days + 1)]
    days = [day for day in span if is_workday(day, exceptions)] or span
    order = {place: n for n, place in enumerate(dict.fromkeys(places))}
    return [days[order[place] * len(days) // len(order)] for place in places]
