"""Periods, and what budgets leave. Pure."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Protocol


class Period(StrEnum):
    """Of China's calendar."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


PERIOD_TITLES = {Period.MONTH: "月", Period.QUARTER: "季度", Period.YEAR: "年"}
MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}
LOW_PERCENT, USED_UP_PERCENT = 80, 100
YEARS_AHEAD = 2


class Limit(Protocol):
    """What a budget says."""

    @property
    def points(self) -> int: ...
    @property
    def drawn_points(self) -> int: ...
    @property
    def pays_part(self) -> bool: ...


def period_end(period: Period, starts_on: date) -> date | None:
    """The first day after a period that begins on a day; None where none begins on it."""
    months = MONTHS[period]
    if starts_on.day != 1 or (starts_on.month - 1) % months:
        return None
    after = starts_on.month - 1 + months
    return date(starts_on.year + after // 12, after % 12 + 1, 1)


def period_named(period: Period, starts_on: date) -> str:
    """`2026年11月`, `2026年第4季度`, `2026年`."""
    if period == Period.MONTH:
        return f"{starts_on.year}年{starts_on.month}月"
    if period == Period.QUARTER:
        return f"{starts_on.year}年第{(starts_on.month - 1) // 3 + 1}季度"
    return f"{starts_on.year}年"


def left_of(limit: Limit) -> int:
    return limit.points - limit.drawn_points


def granted(limits: Sequence[Limit], points: int) -> int:
    """How many of these points all limits together leave: all; else as many as the tightest one
    does, or none where one that falls short pays no parts."""
    short = [limit for limit in limits if left_of(limit) < points]
    if not short:
        return points
    return min(map(left_of, short)) if all(limit.pays_part for limit in short) else 0


def warning_of(limit: Limit) -> int:
    """How much is used up that somebody should hear of: 0, 80 or 100 percent."""
    if left_of(limit) <= 0:
        return USED_UP_PERCENT
    low = limit.drawn_points * 100 >= limit.points * LOW_PERCENT
    return LOW_PERCENT if low else 0
