"""When rules pay, without a database."""

from datetime import date, datetime
from typing import Any

import pytest

from shequ_api.base.calendar.rules import DayKind
from shequ_api.features.earning_rules.windows import hours_fit, is_open, windows_in_words
from shequ_api.kit.clock import CHINA

MORNING = {"from_minute": 510, "until_minute": 720}
LATE = {"from_minute": 1380, "until_minute": 1440}
SATURDAY, MONDAY = date(2026, 11, 21), date(2026, 11, 23)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("windows", "instant", "open_"),
    [
        ({}, at(SATURDAY, 3), True),
        ({"weekdays": [6, 7]}, at(SATURDAY, 3), True),
        ({"weekdays": [6, 7]}, at(MONDAY, 3), False),
        ({"days": "workdays"}, at(MONDAY, 3), True),
        ({"days": "workdays"}, at(SATURDAY, 3), False),
        ({"days": "days_off"}, at(SATURDAY, 3), True),
        ({"hours": [MORNING, LATE]}, at(MONDAY, 8, 29), False),
        ({"hours": [MORNING, LATE]}, at(MONDAY, 8, 30), True),
        ({"hours": [MORNING, LATE]}, at(MONDAY, 12), False),
        ({"hours": [MORNING, LATE]}, at(MONDAY, 23, 59), True),
        ({"days": "workdays", "hours": [MORNING]}, at(SATURDAY, 9), False),
    ],
)
def test_all_that_is_said_must_hold(
    windows: dict[str, Any], instant: datetime, open_: bool
) -> None:
    assert is_open(windows, instant, {}) is open_


def test_exchanged_days_are_what_the_calendar_says() -> None:
    exchanged = {SATURDAY: DayKind.WORKDAY.value, MONDAY: DayKind.HOLIDAY.value}
    assert is_open({"days": "workdays"}, at(SATURDAY, 9), exchanged)
    assert is_open({"days": "days_off"}, at(MONDAY, 9), exchanged)


def test_hours_are_in_order_and_apart() -> None:
    assert hours_fit([]) and hours_fit([MORNING, LATE])
    assert not hours_fit([LATE, MORNING])
    assert not hours_fit([MORNING, MORNING])
    assert not hours_fit([{"from_minute": 600, "until_minute": 600}])


def test_windows_are_said_in_words() -> None:
    windows = {"days": "workdays", "weekdays": [1, 3], "hours": [MORNING]}
    assert windows_in_words(windows) == "工作日；周一、周三；08:30–12:00"
    assert windows_in_words({}) == ""
