"""Pure decisions: on which days of a month somebody served in a community."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from shequ_api.features.performance_schemes.formula import WHOLE, Days

ONE_DAY = timedelta(days=1)


class ReviewDayKind(StrEnum):
    SERVED = "served"
    ABSENT = "absent"
    EXCLUDED = "excluded"
    NOT_POSTED = "not_posted"


DAY_TITLES = {
    ReviewDayKind.SERVED: "在岗",
    ReviewDayKind.ABSENT: "请假",
    ReviewDayKind.EXCLUDED: "经核实不计入",
    ReviewDayKind.NOT_POSTED: "未任职",
}


class Stretch(NamedTuple):
    """Half-open days; without an end until further notice."""

    begins: date
    ends: date | None

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.begins <= day and (not self.ends or day < self.ends)


@dataclass(frozen=True, slots=True)
class Service:
    """A posting of a worker, with the days on which they were absent from it."""

    community_id: UUID
    held: Stretch
    absent: Sequence[Stretch]

    def serves(self, day: date) -> bool:
        return day in self.held and not any(day in away for away in self.absent)


def kind_of(
    day: date, services: Collection[Service], left_out: Collection[Stretch], community_id: UUID
) -> ReviewDayKind:
    here = [each for each in services if each.community_id == community_id and day in each.held]
    if not here:
        return ReviewDayKind.NOT_POSTED
    if any(day in stretch for stretch in left_out):
        return ReviewDayKind.EXCLUDED
    return ReviewDayKind.SERVED if any(each.serves(day) for each in here) else ReviewDayKind.ABSENT


def share_of(day: date, services: Collection[Service]) -> int:
    """Of a day, in hundredths, what each community in which somebody serves on it has: two postings
    in one are one, and whoever serves two communities owes neither of them a whole day."""
    return WHOLE // max(1, len({each.community_id for each in services if each.serves(day)}))


def days_of(
    span: tuple[date, date],
    workdays: Collection[date],
    services: Collection[Service],
    left_out: Collection[Stretch],
    community_id: UUID,
) -> tuple[Days, list[dict[str, Any]]]:
    """Days from the first to the last, both included, and the stretches of each kind.

    `workdays`: of the whole month.
    """
    kinds = [(day, kind_of(day, services, left_out, community_id)) for day in each_day(*span)]
    served = [day for day, kind in kinds if kind == ReviewDayKind.SERVED and day in workdays]
    days = Days(len(workdays), sum(share_of(day, services) for day in served))
    return days, list(_stretches(kinds))


def each_day(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY


def _stretches(kinds: Sequence[tuple[date, ReviewDayKind]]) -> Iterator[dict[str, Any]]:
    for kind, group in groupby(kinds, lambda each: each[1]):
        alike = [day for day, _ in group]
        yield {"kind": kind, "from": alike[0].isoformat(), "to": alike[-1].isoformat()}
