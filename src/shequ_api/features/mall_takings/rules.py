"""The spans for which takings are counted. Pure."""

from datetime import date
from enum import StrEnum

MOST_AT_ONCE = 99
"""Of the same goods in one order."""


class Period(StrEnum):
    """The spans for which a person's takings are counted."""

    TOTAL = "total"
    DAY = "day"
    MONTH = "month"


PERIOD_TITLES = {Period.TOTAL: "累计", Period.DAY: "每天", Period.MONTH: "每月"}
BEGINNING = date(2000, 1, 1)
"""From which all that a person ever took is counted."""


def counted_from(period: Period, day: date) -> date:
    """The first day of the span in which a day lies."""
    if period == Period.TOTAL:
        return BEGINNING
    return day if period == Period.DAY else day.replace(day=1)
