"""Windows: on which days and at which hours a rule pays. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

from shequ_api.base.calendar.rules import is_workday
from shequ_api.kit.clock import CHINA

DAY_MINUTES = 24 * 60
WEEKDAYS = "一二三四五六日"


class DaysOf(StrEnum):
    """Days by the business calendar, exchanged ones included."""

    WORKDAYS = "workdays"
    DAYS_OFF = "days_off"


DAYS_TITLES = {DaysOf.WORKDAYS: "工作日", DaysOf.DAYS_OFF: "休息日和节假日"}


def hours_fit(hours: Sequence[Mapping[str, int]]) -> bool:
    """Whether spans of a day (`from_minute` until before `until_minute`) are in order and do not
    overlap."""
    inside = all(0 <= h["from_minute"] < h["until_minute"] <= DAY_MINUTES for h in hours)
    return inside and all(a["until_minute"] <= b["from_minute"] for a, b in pairwise(hours))


def needs_calendar(windows: Mapping[str, Any]) -> bool:
    """Whether the business calendar decides."""
    return windows.get("days") is not None


def is_open(windows: Mapping[str, Any], instant: datetime, exceptions: Mapping[date, str]) -> bool:
    """Whether an instant lies in the windows: each that is said (`weekdays` 1 to 7, `days`, `hours`
    of the day in China) must hold. `exceptions`: the calendar's, of that day."""
    local = instant.astimezone(CHINA)
    weekdays, days, hours = (windows.get(name) for name in ("weekdays", "days", "hours"))
    if weekdays and local.isoweekday() not in weekdays:
        return False
    if days is not None and (days == DaysOf.WORKDAYS) != is_workday(local.date(), exceptions):
        return False
    minute = local.hour * 60 + local.minute
    return not hours or any(h["from_minute"] <= minute < h["until_minute"] for h in hours)


def windows_in_words(windows: Mapping[str, Any]) -> str:
    """`工作日；周一、周三；08:30–12:00`; empty where a rule always pays."""
    said = []
    if windows.get("days") is not None:
        said.append(DAYS_TITLES[DaysOf(windows["days"])])
    if windows.get("weekdays"):
        said.append("、".join(f"周{WEEKDAYS[day - 1]}" for day in windows["weekdays"]))
    if windows.get("hours"):
        spans = ((_clock(h["from_minute"]), _clock(h["until_minute"])) for h in windows["hours"])
        said.append("、".join(f"{begin}–{end}" for begin, end in spans))
    return "；".join(said)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
