"""On which days a plan falls."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from shequ_api.features.patrol_plans.rules import clock_of, days_due, minute_of, window_on

MONDAY = date(2026, 11, 23)
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


def due(
    recurrence: dict[str, Any],
    first: date = MONDAY,
    last: date | None = None,
    between: tuple[date, date] = NOVEMBER,
    **more: Any,
) -> list[str]:
    options: dict[str, Any] = {"exceptions": {}, "skips_holidays": False} | more
    found = days_due(recurrence, (first, last), between, **options)
    return [one.isoformat() for one in found]


def test_every_so_many_days_is_counted_from_the_first() -> None:
    assert due({"kind": "every", "days": 3}) == ["2026-11-23", "2026-11-26", "2026-11-29"]
    # The days before were looked at long ago: the count does not begin anew.
    later = (date(2026, 11, 25), date(2026, 11, 28))
    assert due({"kind": "every", "days": 3}, between=later) == ["2026-11-26"]


def test_weekdays_and_the_last_day() -> None:
    weekly = {"kind": "weekdays", "weekdays": [1, 5]}
    assert due(weekly) == ["2026-11-23", "2026-11-27", "2026-11-30"]
    assert due(weekly, last=date(2026, 11, 27)) == ["2026-11-23", "2026-11-27"]


def test_a_day_that_a_month_lacks_is_its_last() -> None:
    monthly = {"kind": "monthly", "month_days": [30, 31]}
    year = (date(2028, 1, 1), date(2028, 4, 30))
    assert due(monthly, first=date(2028, 1, 1), between=year) == [
        *("2028-01-30", "2028-01-31", "2028-02-29", "2028-03-30", "2028-03-31", "2028-04-30")
    ]


def test_holidays_are_skipped_where_asked_and_make_up_days_worked() -> None:
    exceptions = {date(2026, 11, 26): "holiday", date(2026, 11, 28): "workday"}
    daily = {"kind": "every", "days": 1}
    week = (MONDAY, date(2026, 11, 29))
    assert len(due(daily, between=week, exceptions=exceptions)) == 7
    skipping = due(daily, between=week, exceptions=exceptions, skips_holidays=True)
    assert "2026-11-26" not in skipping
    assert len(skipping) == 6


def test_nothing_is_due_outside_the_days() -> None:
    daily = {"kind": "every", "days": 1}
    assert due(daily, last=date(2026, 10, 1), first=date(2026, 9, 1)) == []
    assert due(daily, first=date(2026, 12, 1)) == []


@pytest.mark.parametrize("text", ["00:00", "08:30", "23:59", "24:00"])
def test_clocks(text: str) -> None:
    assert clock_of(minute_of(text)) == text


def test_a_window_is_of_chinas_day() -> None:
    window = window_on(MONDAY, 0, 1440)
    assert window.opens_at == datetime(2026, 11, 22, 16, tzinfo=UTC)
    assert window.closes_at - window.opens_at == timedelta(days=1)
