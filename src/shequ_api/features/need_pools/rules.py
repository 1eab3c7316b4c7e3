"""Pure decisions about pools."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from shequ_api.kit.clock import china_date, china_midnight

RATING_DAYS = 15
"""So many whole days after the delivery members may rate; then the pool is done."""
WARNED_BEFORE = timedelta(days=1)
MOST_DAYS = 180


class PoolSettlement(StrEnum):
    """How a pool is met."""

    ADVISOR = "advisor"
    PROJECT = "project"
    GROUP_BUY = "group_buy"
    PARTNER_OFFER = "partner_offer"
    OWN_SERVICE = "own_service"


class EndKind(StrEnum):
    """How a membership ended."""

    LEFT = "left"
    RELEASED = "released"
    """The pool came to nothing, and the need waits for another one."""


def closing_instant(day: date) -> datetime:
    """The first instant after the closing day."""
    return china_midnight(day + timedelta(days=1))


def may_close_on(day: date, now: datetime) -> bool:
    """Whether a pool may be open until a day."""
    return 0 <= (day - china_date(now)).days <= MOST_DAYS


def fits(least: int, most: int | None) -> bool:
    """Whether so many members are some."""
    return most is None or least <= most


def rating_until(delivered_at: datetime) -> datetime:
    """The first instant at which it is too late to rate."""
    return closing_instant(china_date(delivered_at) + timedelta(days=RATING_DAYS))


def ratio(part: int, whole: int) -> float | None:
    """A part of a whole, to four places; None where there is nothing."""
    return round(part / whole, 4) if whole else None


def pool_line(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row of a pool as it is shown: with what its ratings come to."""
    said = dict(row)
    total = said.pop("rating_total")
    return said | {"average_score": ratio(total, said["ratings"])}
