"""Counting workdays, and what the library knows of them."""

from datetime import date, timedelta

import pytest

from shequ_api.base.calendar.almanac import days_of
from shequ_api.base.calendar.rules import add_workdays, is_workday

NATIONAL = {row["day"]: row["kind"] for row in days_of(2026)}


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 10, 1), False),  # Thursday, National Day
        (date(2026, 10, 7), False),  # Wednesday, in exchange
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),  # Saturday, in exchange
        (date(2026, 10, 11), False),
        (date(2026, 9, 20), True),  # Sunday, in exchange
        (date(2026, 2, 28), True),
    ],
)
def test_a_notice_changes_the_week(day: date, worked: bool) -> None:
    assert is_workday(day, NATIONAL) is worked


def test_without_exceptions_monday_to_friday_are_worked() -> None:
    monday = date(2031, 3, 3)
    week = [is_workday(monday + timedelta(days=n), {}) for n in range(7)]
    assert week == [True] * 5 + [False] * 2


def test_workdays_are_counted_over_holidays() -> None:
    last = date(2026, 9, 30)
    assert add_workdays(last, 0, NATIONAL) == last
    assert add_workdays(last, 1, NATIONAL) == date(2026, 10, 8)
    assert add_workdays(last, 3, NATIONAL) == date(2026, 10, 10)
    assert add_workdays(last, 4, NATIONAL) == date(2026, 10, 12)
    with pytest.raises(ValueError, match="forward"):
        add_workdays(last, -1, NATIONAL)


def test_a_year_without_a_notice_says_so() -> None:
    assert {row["source"] for row in days_of(2026)} == {"notice"}
    far = days_of(2060)
    assert {row["source"] for row in far} == {"statute"}
    assert date(2060, 10, 1) in {row["day"] for row in far}
    assert {row["kind"] for row in far} == {"holiday"}
