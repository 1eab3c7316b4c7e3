"""Periods, and what several limits leave together."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequ_api.features.points_budgets.rules import (
    Period,
    granted,
    left_of,
    period_end,
    period_named,
    warning_of,
)


@dataclass(frozen=True)
class A:
    points: int
    drawn_points: int = 0
    pays_part: bool = True


@pytest.mark.parametrize(
    ("period", "starts_on", "ends_on"),
    [
        (Period.MONTH, date(2026, 2, 1), date(2026, 3, 1)),
        (Period.MONTH, date(2026, 12, 1), date(2027, 1, 1)),
        (Period.MONTH, date(2026, 12, 2), None),
        (Period.QUARTER, date(2026, 10, 1), date(2027, 1, 1)),
        (Period.QUARTER, date(2026, 11, 1), None),
        (Period.YEAR, date(2028, 1, 1), date(2029, 1, 1)),
        (Period.YEAR, date(2028, 2, 1), None),
    ],
)
def test_a_period_begins_on_its_first_day(
    period: Period, starts_on: date, ends_on: date | None
) -> None:
    assert period_end(period, starts_on) == ends_on


@given(st.dates(date(2020, 1, 1), date(2080, 1, 1)), st.sampled_from(Period))
def test_every_day_lies_in_one_period(day: date, period: Period) -> None:
    begins = [
        starts
        for back in range(367)
        if (end := period_end(period, starts := day - timedelta(days=back))) and end > day
    ]
    assert len(begins) == 1


def test_periods_have_names() -> None:
    names = [period_named(period, date(2026, 10, 1)) for period in Period]
    assert names == ["2026年10月", "2026年第4季度", "2026年"]


@pytest.mark.parametrize(
    ("limits", "points", "left"),
    [
        ([A(10)], 10, 10),
        ([A(10), A(30, 25)], 10, 5),
        ([A(10, 10)], 1, 0),
        ([A(10, 4, pays_part=False)], 7, 0),
        ([A(10, 4, pays_part=False)], 6, 6),
        # One that has enough does not mind that another pays a part.
        ([A(100, pays_part=False), A(3)], 7, 3),
        ([A(2, pays_part=False), A(3)], 7, 0),
    ],
)
def test_the_tightest_decides(limits: list[A], points: int, left: int) -> None:
    assert granted(limits, points) == left


LIMITS = st.builds(
    lambda total, part, pays: A(total, min(total, part), pays),
    st.integers(0, 50),
    st.integers(0, 50),
    st.booleans(),
)


@given(st.lists(LIMITS, min_size=1, max_size=4), st.integers(1, 60))
def test_never_more_than_any_leaves(limits: list[A], points: int) -> None:
    given_ = granted(limits, points)
    assert 0 <= given_ <= points
    assert all(given_ <= left_of(limit) for limit in limits)
    if all(left_of(limit) >= points for limit in limits):
        assert given_ == points
    elif all(limit.pays_part for limit in limits):
        assert given_ == min(map(left_of, limits))


@pytest.mark.parametrize(
    ("limit", "percent"),
    [(A(100, 79), 0), (A(100, 80), 80), (A(100, 99), 80), (A(100, 100), 100), (A(0), 100)],
)
def test_it_warns_at_eighty_and_a_hundred(limit: A, percent: int) -> None:
    assert warning_of(limit) == percent
