"""Business hours: pure arithmetic on weekly opening intervals, holidays and exchanged workdays.

Intervals are half-open, in minutes of China's day. A span of years costs one table of 366 sums for
each of its years, made once for each `OpenTime`; nothing walks over minutes or days.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, pairwise

from shequ_api.base.calendar.rules import ONE_DAY, DayKind
from shequ_api.kit.clock import CHINA

DAY_MINUTES = 24 * 60
LAST_YEAR = 9000
"""Far enough; what is not open until then never is."""
MICROSECOND = timedelta(microseconds=1)
_MINUTE = timedelta(minutes=1) // MICROSECOND

Opening = tuple[int, int]
"""From a minute of the day to another, which is no longer part of it: (510, 720) is 8:30 to 12."""
SpecialDays = Callable[[int], Mapping[date, str]]
"""A year → its days that are not what their weekday says (day → `DayKind`)."""


class HoursUnfit(ValueError):
    """Openings that overlap, lie outside of a day or are not in order, or a week without any."""


class NeverDue(ValueError):
    """There is not so much open time until the year 9000."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When an office is open: openings for each weekday from Monday on, for a weekend day that is
    worked in exchange, and for a holiday. Raises `HoursUnfit`."""

    week: tuple[tuple[Opening, ...], ...]
    exchanged: tuple[Opening, ...]
    holiday: tuple[Opening, ...] = ()

    def __post_init__(self) -> None:
        if len(self.week) != 7 or not any(self.week):
            raise HoursUnfit("a week has seven days, of which one at least is open")
        for day in (*self.week, self.exchanged, self.holiday):
            _check(day)

    def on(self, day: date, kind: str | None) -> tuple[Opening, ...]:
        """The openings of a day; `kind`: what the calendar says of it, if anything."""
        if kind is None:
            return self.week[day.weekday()]
        return self.exchanged if kind == DayKind.WORKDAY else self.holiday


def _check(openings: Sequence[Opening]) -> None:
    if any(not 0 <= begin < end <= DAY_MINUTES for begin, end in openings):
        raise HoursUnfit("an opening lies within a day and has an end after its begin")
    if any(before[1] > after[0] for before, after in pairwise(openings)):
        raise HoursUnfit("openings follow each other and do not overlap")


_OFFICE = ((510, 720), (810, 1050))
OFFICE = Hours((_OFFICE,) * 5 + ((),) * 2, _OFFICE)
"""Workdays 8:30 to 12:00 and 13:30 to 17:30: where nobody says otherwise."""


class OpenTime:
    """The open time of an office by its hours and a calendar, laid out year by year as asked for.

    `special` is asked once for each year.
    """

    def __init__(self, hours: Hours, special: SpecialDays) -> None:
        self._hours, self._special = hours, special
        self._days: dict[int, Mapping[date, str]] = {}
        self._sums: dict[int, list[int]] = {}

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """Open time in [start, end), which are aware; minus that of [end, start) where they are
        the other way round."""
        if end < start:
            return -self.working_time(end, start)
        first, last = _local(start), _local(end)
        between = sum(self._year(year)[-1] for year in range(first.year, last.year))
        return (between + self._before(last) - self._before(first)) * MICROSECOND

    def due_at(self, start: datetime, working: timedelta) -> datetime:
        """The first instant until which so much open time has passed since `start`: at an opening's
        end, not at the next one's begin; `start` itself for none. In UTC.

        Raises ValueError for a negative duration, `NeverDue`.
        """
        if working < timedelta(0):
            raise ValueError("working time is counted forward")
        if not working:
            return start.astimezone(UTC)
        local = _local(start)
        wanted, year = self._before(local) + working // MICROSECOND, local.year
        while (whole := self._year(year)[-1]) < wanted:
            wanted, year = wanted - whole, year + 1
            if year > LAST_YEAR:
                raise NeverDue
        return self._at(year, wanted)

    def _at(self, year: int, wanted: int) -> datetime:
        """The first instant of a year until which so many microseconds of it were open."""
        sums = self._year(year)
        number = bisect_left(sums, wanted) - 1
        day = date(year, 1, 1) + timedelta(days=number)
        left = wanted - sums[number]
        midnight = datetime.combine(day, time(), CHINA)
        for begin, end in self._openings(day):
            length = (end - begin) * _MINUTE
            if left <= length:
                return (midnight + timedelta(minutes=begin, microseconds=left)).astimezone(UTC)
            left -= length
        raise AssertionError("a day's openings are as long as its sum says")

    def _before(self, local: datetime) -> int:
        """Microseconds that were open in the year of an instant until then."""
        day = local.date()
        midnight = datetime.combine(day, time(), CHINA)
        passed = (local - midnight) // MICROSECOND
        today = sum(
            min(max(passed - begin * _MINUTE, 0), (end - begin) * _MINUTE)
            for begin, end in self._openings(day)
        )
        return self._year(local.year)[day.timetuple().tm_yday - 1] + today

    def _year(self, year: int) -> list[int]:
        """Open microseconds before each day of a year; last, those of the whole year."""
        if year not in self._sums:
            days = self._special_of(year)
            first, after = date(year, 1, 1), date(year + 1, 1, 1)
            week = [_length(openings) for openings in self._hours.week]
            lengths = [week[(first.weekday() + n) % 7] for n in range((after - first).days)]
            for day, kind in days.items():
                lengths[(day - first).days] = _length(self._hours.on(day, kind))
            self._sums[year] = list(accumulate(lengths, initial=0))
        return self._sums[year]

    def _special_of(self, year: int) -> Mapping[date, str]:
        if year not in self._days:
            found = self._special(year)
            self._days[year] = {day: kind for day, kind in found.items() if day.year == year}
        return self._days[year]

    def _openings(self, day: date) -> tuple[Opening, ...]:
        return self._hours.on(day, self._special_of(day.year).get(day))


def _local(instant: datetime) -> datetime:
    return instant.astimezone(CHINA)


def _length(openings: Sequence[Opening]) -> int:
    return sum(end - begin for begin, end in openings) * _MINUTE


def next_midnight(instant: datetime) -> datetime:
    """The end of the day in China on which an instant falls, in UTC."""
    return (datetime.combine(_local(instant).date(), time(), CHINA) + ONE_DAY).astimezone(UTC)
