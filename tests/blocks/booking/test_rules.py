"""Slots are reckoned rightly from whatever openings there are; and what bars whom."""

from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from shequ_api.blocks.booking.rules import (
    Interval,
    Opening,
    barred_until,
    free_seat,
    intervals_on,
    is_offered,
    slots_in,
)
from shequ_api.kit.clock import china_midnight
from tests.blocks.booking.desk import MONDAY, NOW, at

MARKS = st.lists(st.integers(0, 1440), min_size=2, max_size=12, unique=True).map(sorted)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(day=DAYS, marks=MARKS, minutes=st.integers(5, 480))
def test_slots_lie_in_their_openings_touch_and_never_overlap(
    day: date, marks: list[int], minutes: int
) -> None:
    intervals = [Interval(marks[n], marks[n + 1]) for n in range(0, len(marks) - 1, 2)]
    found, midnight = slots_in(day, intervals, minutes), china_midnight(day)
    assert all(slot.ends_at - slot.begins_at == timedelta(minutes=minutes) for slot in found)
    assert all(one.ends_at <= other.begins_at for one, other in pairwise(found))
    for begin, end in intervals:
        inside = [
            slot
            for slot in found
            if midnight + timedelta(minutes=begin) <= slot.begins_at
            and slot.ends_at <= midnight + timedelta(minutes=end)
        ]
        assert len(inside) == (end - begin) // minutes
    assert len(found) == sum((end - begin) // minutes for begin, end in intervals)


WEEK = [
    Opening(1, Interval(540, 720), MONDAY),
    Opening(1, Interval(810, 1050), MONDAY, date(2026, 12, 7)),
    Opening(0, Interval(600, 660), date(2026, 1, 1)),
]


def on(
    day: date, *, follows: bool = True, special: dict[date, list[Interval]] | None = None
) -> int:
    calendar = {MONDAY + timedelta(days=7): "holiday", date(2026, 11, 28): "workday"}
    return len(intervals_on(day, WEEK, special or {}, calendar, follows_calendar=follows))


def test_the_day_stands_before_the_calendar_and_that_before_the_week() -> None:
    holiday, exchanged = MONDAY + timedelta(days=7), date(2026, 11, 28)
    assert [on(MONDAY), on(MONDAY + timedelta(days=1)), on(MONDAY + timedelta(days=14))] == [
        2,
        0,
        1,
    ]
    assert [on(holiday), on(holiday, follows=False)] == [0, 2]
    assert [on(exchanged), on(exchanged, follows=False)] == [1, 0]
    assert on(holiday, special={holiday: [Interval(0, 60)]}) == 1
    assert on(MONDAY, special={MONDAY: []}) == 0


@given(marks=st.lists(st.integers(0, 400), max_size=6), limit=st.integers(0, 4))
def test_who_is_barred(marks: list[int], limit: int) -> None:
    strikes = [NOW - timedelta(days=n) for n in sorted(marks)][:limit]
    until = barred_until(strikes, limit=limit, within_days=30, barred_days=7)
    close = limit > 0 and len(strikes) == limit and strikes[0] - strikes[-1] < timedelta(days=30)
    assert until == (strikes[0] + timedelta(days=7) if close else None)


def test_offered_from_the_horizon_until_the_lead() -> None:
    [slot] = slots_in(MONDAY, [Interval(600, 630)], 30)

    def offered(now: datetime) -> bool:
        return is_offered(slot, now, lead_minutes=30, horizon_days=2)

    second = timedelta(seconds=1)
    assert [offered(at("09:30")), offered(at("09:30") + second)] == [True, False]
    assert [offered(at("10:00", -2)), offered(at("10:00", -2) + second)] == [False, True]


@given(taken=st.sets(st.integers(1, 6)), capacity=st.integers(1, 5))
def test_the_lowest_free_seat(taken: set[int], capacity: int) -> None:
    seat = free_seat(capacity, taken)
    assert (seat is None) == (set(range(1, capacity + 1)) <= taken)
    assert seat is None or (seat not in taken and 1 <= seat <= capacity)
