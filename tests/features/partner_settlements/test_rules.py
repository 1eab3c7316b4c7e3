"""Periods, rates and bounds of corrections, without a database."""

from datetime import date, timedelta

import pytest

from shequ_api.features.partner_settlements.rules import (
    QUIET_TIME,
    ended_period,
    fen_of,
    is_over,
    may_correct,
)
from shequ_api.features.partners.public import SettlementPeriod
from shequ_api.kit.clock import china_midnight


@pytest.mark.parametrize(
    ("kind", "day", "starts_on", "ends_on"),
    [
        ("month", date(2026, 11, 22), date(2026, 10, 1), date(2026, 11, 1)),
        ("month", date(2026, 1, 1), date(2025, 12, 1), date(2026, 1, 1)),
        ("month", date(2026, 12, 31), date(2026, 11, 1), date(2026, 12, 1)),
        ("quarter", date(2026, 11, 22), date(2026, 7, 1), date(2026, 10, 1)),
        ("quarter", date(2026, 2, 1), date(2025, 10, 1), date(2026, 1, 1)),
        ("year", date(2026, 11, 22), date(2025, 1, 1), date(2026, 1, 1)),
    ],
)
def test_periods_are_those_of_the_calendar(
    kind: str, day: date, starts_on: date, ends_on: date
) -> None:
    midnight = china_midnight(day)
    assert ended_period(SettlementPeriod(kind), midnight + QUIET_TIME) == (starts_on, ends_on)
    assert is_over(ends_on, midnight + QUIET_TIME)


def test_a_period_ends_when_what_began_in_it_is_written() -> None:
    day = date(2026, 11, 1)
    early = china_midnight(day) + QUIET_TIME - timedelta(seconds=1)
    assert not is_over(day, early)
    assert ended_period(SettlementPeriod.MONTH, early)[1] == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("points", "rate", "fen"), [(0, 1000, 0), (100, 1000, 1000), (1, 50, 1), (1, 49, 0), (7, 0, 0)]
)
def test_points_are_worth_what_was_agreed(points: int, rate: int, fen: int) -> None:
    assert fen_of(points * rate) == fen


@pytest.mark.parametrize(
    ("line", "corrected", "more", "fits"),
    [
        *((30, 0, -30, True), (30, 0, -31, False), (30, -30, -1, False), (30, -30, 30, True)),
        *((-30, 0, 30, True), (-30, 0, 31, False), (30, 0, 31, False)),
    ],
)
def test_a_line_is_corrected_by_no_more_than_it_says(
    line: int, corrected: int, more: int, fits: bool
) -> None:
    assert may_correct(line, corrected, more) is fits
