"""The only place that reads the clock. Everything below the edge is told what time it is."""

import time
from datetime import UTC, date, datetime, timedelta, timezone
from datetime import time as clock_time

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has one time zone and no daylight saving time."""


def utc_now() -> datetime:
    """The instant, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one reader of the clock


def monotonic() -> float:
    """Seconds of a clock that never steps back, for durations."""
    return time.monotonic()


def china_date(instant: datetime) -> date:
    """The calendar day in China on which an instant falls."""
    return instant.astimezone(CHINA).date()


def china_midnight(day: date) -> datetime:
    """The instant at which a calendar day begins in China, in UTC."""
    return datetime.combine(day, clock_time(), CHINA).astimezone(UTC)


def said_instant(instant: datetime) -> str:
    """`2026年11月25日17:30`, in China."""
    local = instant.astimezone(CHINA)
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"
