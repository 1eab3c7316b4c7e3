"""Pure decisions about agreements of partners."""

from datetime import date, timedelta
from enum import StrEnum

LONGEST_AGREEMENT = timedelta(days=3 * 366)
FURTHEST_START = timedelta(days=180)
WARN_DAYS = 30
"""So many days before its agreement ends a partner is shown to those who offer the next one."""
ONE_DAY = timedelta(days=1)


class SettlementPeriod(StrEnum):
    """How often the community settles what residents took from a partner."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Verdict(StrEnum):
    """What the community says to an application."""

    ACCEPT = "accept"
    DECLINE = "decline"
    ASK_MORE = "ask_more"


def may_run(starts_on: date, ends_on: date, today: date) -> bool:
    """Whether an agreement may be offered for these days, the last included."""
    soon = today <= starts_on <= today + FURTHEST_START
    return soon and starts_on <= ends_on <= starts_on + LONGEST_AGREEMENT
