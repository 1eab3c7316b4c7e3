"""Pure decisions about lots: how long points are good, what is over, what a hold protects."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

NEVER = date(9999, 12, 31)
"""The day on which points expire that do not expire."""
GRACE = timedelta(days=30)
"""How long points are good that come back after their day."""
NOTICE_DAYS = (30, 7)
"""Where no policy says otherwise."""
LONGEST_NOTICE = 365
MINUTE = timedelta(minutes=1)

Each = TypeVar("Each")


def in_turn(places: Sequence[Each], now: datetime, every: timedelta) -> list[Each]:
    """Places, of which at each run of a clock another comes first."""
    first = int(now.timestamp() / every.total_seconds()) % len(places) if places else 0
    return [*places[first:], *places[:first]]


class Span(StrEnum):
    """What the length of a policy counts: points are good to the end of a year, or of a month."""

    NEVER = "never"
    YEARS = "years"
    """The end of the year so many years after the one in which they came."""
    MONTHS = "months"
    """The end of the month so many months after the one in which they came."""


LONGEST = {Span.YEARS: 10, Span.MONTHS: 120}


@dataclass(frozen=True, slots=True)
class Remains:
    """What remains of a lot, and its last day."""

    lot_id: UUID
    points: int
    expires_on: date


@dataclass(frozen=True, slots=True)
class Protection:
    """Points that a live hold sets aside, and the day in China on which it was placed."""

    points: int
    placed_on: date


def last_day(span: Span, length: int | None, came_on: date) -> date:
    """The last day on which points are good that came on a day."""
    if span == Span.NEVER or length is None:
        return NEVER
    if span == Span.YEARS:
        return date(came_on.year + length, 12, 31)
    years, month = divmod(came_on.month - 1 + length, 12)
    year = came_on.year + years
    return date(year, month + 1, monthrange(year, month + 1)[1])


def fits(span: Span, length: int | None, notice_days: Sequence[int]) -> bool:
    """Whether a policy can be made of this."""
    if span == Span.NEVER:
        measured = length is None
    else:
        measured = length is not None and 0 <= length <= LONGEST[span]
    days = set(notice_days)
    told = 1 <= len(days) <= 5 and len(days) == len(notice_days)
    return measured and told and all(1 <= day <= LONGEST_NOTICE for day in days)


def unprotected(expired: Iterable[Remains], holds: Sequence[Protection]) -> dict[UUID, int]:
    """How much of each expired lot is over for good.

    A hold protects so many points of lots that were good on the day when it was placed, the oldest
    first. (Whatever protects a lot may protect each later one: to go by their days is best.)
    """
    over, used = {}, 0
    for lot in sorted(expired, key=lambda lot: (lot.expires_on, lot.lot_id)):
        able = sum(hold.points for hold in holds if hold.placed_on <= lot.expires_on)
        kept = max(0, min(lot.points, able - used))
        used += kept
        if kept < lot.points:
            over[lot.lot_id] = lot.points - kept
    return over
