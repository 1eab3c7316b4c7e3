"""Business hours against an oracle that asks of each minute by itself whether it is open."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shequ_api.base.calendar.almanac import days_of
from shequ_api.base.calendar.hours import (
    OFFICE,
    Hours,
    HoursUnfit,
    NeverDue,
    Opening,
    OpenTime,
)
from shequ_api.kit.clock import CHINA

MINUTE, NONE = timedelta(minutes=1), timedelta(0)


@st.composite
def openings(draw: st.DrawFn, least: int = 0) -> tuple[Opening, ...]:
    many = draw(st.integers(least, 3))
    ends = draw(st.lists(st.integers(0, 1440), min_size=2 * many, max_size=2 * many, unique=True))
    ends.sort()
    return tuple(zip(ends[::2], ends[1::2], strict=True))


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    week = [draw(openings()) for _ in range(7)]
    week[draw(st.integers(0, 6))] = draw(openings(least=1))
    return Hours(tuple(week), draw(openings()), draw(openings()))


def library(year: int) -> Mapping[date, str]:
    return {row["day"]: row["kind"] for row in days_of(year)}


BEGINS = datetime(2024, 12, 20, tzinfo=CHINA)
INSTANTS = st.timedeltas(NONE, timedelta(days=1888)).map(lambda passed: BEGINS + passed)
SPANS = st.timedeltas(NONE, timedelta(days=1200))
ROUND = ((0, 1440),)
ALWAYS = Hours((ROUND,) * 7, ROUND, ROUND)
"""Day and night, holidays too."""


def no_special_days(_: int) -> Mapping[date, str]:
    """A calendar of weekdays alone."""
    return {}


CALENDARS = st.sampled_from([library, no_special_days])
SPECIAL = {date(2026, 10, n): "holiday" for n in range(1, 8)} | {date(2026, 10, 10): "workday"}


def is_open(hours: Hours, special: Mapping[date, str], minute: datetime) -> bool:
    """Said anew, from the openings alone."""
    day, of_day = minute.date(), minute.hour * 60 + minute.minute
    told = {None: hours.week[day.weekday()], "workday": hours.exchanged, "holiday": hours.holiday}
    return any(begin <= of_day < end for begin, end in told[special.get(day)])


def counted(hours: Hours, special: Mapping[date, str], start: datetime, minutes: int) -> int:
    return sum(is_open(hours, special, start + n * MINUTE) for n in range(minutes))


@given(hours(), st.integers(0, 20 * 1440), st.integers(0, 2 * 1440))
def test_it_counts_as_one_counts_minutes(hours: Hours, begins: int, lasts: int) -> None:
    start = datetime(2026, 9, 25, tzinfo=CHINA) + begins * MINUTE
    time = OpenTime(hours, lambda _: SPECIAL)
    found = counted(hours, SPECIAL, start, lasts)
    assert time.working_time(start, start + lasts * MINUTE) == found * MINUTE
    if found:
        due = time.due_at(start, found * MINUTE)
        minutes = (due - start) // MINUTE
        assert counted(hours, SPECIAL, start, minutes) == found
        assert counted(hours, SPECIAL, start, minutes - 1) == found - 1, "the first such instant"


@settings(max_examples=200)
@given(hours(), CALENDARS, INSTANTS, st.timedeltas(NONE, timedelta(days=90)))
def test_what_is_due_is_worked_until_then(
    hours: Hours, special: object, start: datetime, working: timedelta
) -> None:
    time = OpenTime(hours, special)  # type: ignore[arg-type]  # one of two functions
    try:
        due = time.due_at(start, working)
    except NeverDue:
        pytest.fail("a week is open somewhere")
    assert time.working_time(start, due) == working
    assert due >= start
    if working:
        assert time.working_time(start, due - timedelta.resolution) < working


@settings(max_examples=200)
@given(hours(), CALENDARS, INSTANTS, st.lists(SPANS, min_size=1, max_size=5))
def test_cuts_add_up(
    hours: Hours, special: object, start: datetime, spans: list[timedelta]
) -> None:
    time = OpenTime(hours, special)  # type: ignore[arg-type]  # one of two functions
    parts, begin = [], start
    for span in spans:
        parts.append(time.working_time(begin, begin + span))
        assert NONE <= parts[-1] <= span
        begin += span
    assert sum(parts, NONE) == time.working_time(start, begin)
    assert time.working_time(begin, start) == -sum(parts, NONE)


@given(hours(), INSTANTS, SPANS, SPANS)
def test_later_is_never_due_earlier(
    hours: Hours, start: datetime, later: timedelta, working: timedelta
) -> None:
    time = OpenTime(hours, library)
    working /= 20
    assert time.due_at(start, working) <= time.due_at(start + later, working)
    assert time.due_at(start, working) <= time.due_at(start, working + MINUTE)


@given(INSTANTS, SPANS)
def test_day_and_night_is_the_clock(start: datetime, span: timedelta) -> None:
    time = OpenTime(ALWAYS, library)
    assert time.working_time(start, start + span) == span
    assert time.due_at(start, span) == start + span


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=CHINA)  # type: ignore[misc, arg-type]  # year, month, day, …


@pytest.mark.parametrize(
    ("start", "hours_worked", "due"),
    [
        (at(2026, 11, 20, 8, 30), 3.5, at(2026, 11, 20, 12)),  # not after lunch
        (at(2026, 11, 20, 12), 1, at(2026, 11, 20, 14, 30)),  # an end is no longer open
        (at(2026, 11, 20, 16, 30), 2, at(2026, 11, 23, 9, 30)),  # Friday to Monday
        (at(2026, 9, 30, 17), 1, at(2026, 10, 8, 9)),  # over National Day
        (at(2026, 10, 9, 17), 1, at(2026, 10, 10, 9)),  # to a Saturday worked in exchange
        (at(2026, 12, 31, 17), 1, at(2027, 1, 4, 9)),  # over the last year with a notice
        (at(2060, 9, 30, 17), 1, at(2060, 10, 6, 9)),  # of which only the statute is known
        (at(2150, 9, 30, 17), 1, at(2150, 10, 1, 9)),  # of which nobody knows anything
    ],
)
def test_the_office(start: datetime, hours_worked: float, due: datetime) -> None:
    time = OpenTime(OFFICE, library)
    assert time.due_at(start, timedelta(hours=hours_worked)) == due


def test_a_hundred_years_are_a_hundred_sums() -> None:
    asked: list[int] = []

    def special(year: int) -> Mapping[date, str]:
        asked.append(year)
        return {}

    time = OpenTime(OFFICE, special)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    due = time.due_at(start, timedelta(days=100 * 52 * 5 / 3))
    assert time.working_time(start, due) == timedelta(days=100 * 52 * 5 / 3)
    assert sorted(asked) == sorted(set(asked)) == list(range(2026, due.year + 1))
    with pytest.raises(NeverDue):
        OpenTime(Hours((((0, 1),), *((),) * 6), ()), no_special_days).due_at(
            start, timedelta(days=400)
        )


@pytest.mark.parametrize(
    "day",
    [((0, 0),), ((60, 30),), ((0, 1441),), ((-1, 5),), ((0, 60), (59, 90)), ((9, 10), (1, 2))],
)
def test_unfit_openings(day: tuple[Opening, ...]) -> None:
    with pytest.raises(HoursUnfit):
        Hours(((), day, *((),) * 5), ())
    with pytest.raises(HoursUnfit):
        Hours((day,) * 7, ())


def test_a_week_without_openings_is_none() -> None:
    with pytest.raises(HoursUnfit):
        Hours(((),) * 7, ((0, 60),))
