"""On which step a card stands, and until when. Pure; all days are days in China."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from shequ_api.kit.clock import china_date

Earned = Sequence[tuple[date, int]]
"""What was earned on which day and not taken back, the oldest day first."""


class LadderPeriod(StrEnum):
    """Which points count."""

    TWELVE_MONTHS = "twelve_months"
    LIFETIME = "lifetime"


PERIOD_TITLES = {
    LadderPeriod.TWELVE_MONTHS: "近 12 个月获得的积分",
    LadderPeriod.LIFETIME: "累计获得的积分",
}


@dataclass(frozen=True, slots=True)
class Came:
    """What came to somebody together, and when it was taken back."""

    day: date
    at: datetime | None
    """None: before the instants that are asked for."""
    undone_at: datetime | None
    points: int


@dataclass(frozen=True, slots=True)
class Step:
    """From so many points on, and what it gives."""

    key: str
    title: str
    threshold_points: int
    gives: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """An edition of steps, the lowest first; without any it says nothing of its own."""

    id: UUID
    of_district: bool
    period: LadderPeriod
    steps: tuple[Step, ...]
    valid_from: datetime


@dataclass(frozen=True, slots=True)
class Level:
    """A step that somebody stands on, to the end of `until`; None: as long as the ladder holds."""

    step: Step
    until: date | None
    kept: bool = False
    """It was reached by a ladder that holds no longer."""


@dataclass(frozen=True, slots=True)
class LevelStanding:
    """What counts now, the level, and the next step, where there is one."""

    ladder: Ladder | None
    counted_points: int
    level: Level | None
    next_step: Step | None


def earned_by(history: Iterable[Came], at: datetime | None) -> list[tuple[date, int]]:
    """What had been earned before an instant and not taken back by then; None: by now."""
    days: dict[date, int] = defaultdict(int)
    for each in history:
        if at is None:
            counts = each.undone_at is None
        else:
            come = each.at is None or each.at < at
            counts = come and (each.undone_at is None or each.undone_at >= at)
        if counts:
            days[each.day] += each.points
    return sorted(days.items())


def last_day_of(day: date) -> date:
    """The last day on which what was earned on a day counts in twelve months."""
    try:
        return day.replace(year=day.year + 1) - timedelta(days=1)
    except ValueError:  # the 29th of February
        return date(day.year + 1, 2, 28)


def counted(ladder: Ladder, earned: Earned, on: date) -> list[tuple[date, int]]:
    """What counts on a day."""
    forever = ladder.period == LadderPeriod.LIFETIME
    return [(day, p) for day, p in earned if day <= on and (forever or last_day_of(day) >= on)]


def reckoned(ladder: Ladder, earned: Earned, on: date) -> tuple[int, Level | None]:
    """What counts on a day, and the level that it gives."""
    days = counted(ladder, earned, on)
    total = sum(points for _, points in days)
    reached = [step for step in ladder.steps if step.threshold_points <= total]
    if not reached:
        return total, None
    step = reached[-1]
    return total, Level(step, _until(ladder, step, days))


def _until(ladder: Ladder, step: Step, days: Earned) -> date | None:
    """The last day on which what counts still suffices, if nothing is earned any more."""
    if ladder.period == LadderPeriod.LIFETIME or not step.threshold_points:
        return None
    newest = 0
    for day, points in reversed(days):
        newest += points
        if newest >= step.threshold_points:
            return last_day_of(day)
    raise AssertionError("a step was reached by what counts")


def in_force(editions: Iterable[Ladder], at: datetime) -> Ladder | None:
    """The latest of the district's own that has begun, else of the city's; editions come in the
    order in which they begin. One without steps gives the word to the city."""
    begun = [each for each in editions if each.valid_from <= at]
    for own in (True, False):
        latest = [each for each in begun if each.of_district == own][-1:]
        if latest and latest[0].steps:
            return latest[0]
    return None


def standing_on(editions: Sequence[Ladder], earned: Earned, now: datetime) -> LevelStanding:
    """The level by the ladder in force, or a higher one by an earlier ladder, which is kept to the
    day that was told, a year after the change at most."""
    today = china_date(now)
    ladder = in_force(editions, now)
    total, level = reckoned(ladder, earned, today) if ladder else (0, None)
    for changed_at in {each.valid_from for each in editions if each.valid_from <= now}:
        kept = _kept(editions, ladder, changed_at, earned, today)
        if kept and (level is None or _worth(kept) > _worth(level)):
            level = kept
    above = [s for s in ladder.steps if s.threshold_points > total] if ladder else []
    return LevelStanding(ladder, total, level, above[0] if above else None)


def _kept(
    editions: Sequence[Ladder],
    present: Ladder | None,
    changed_at: datetime,
    earned: Earned,
    today: date,
) -> Level | None:
    before = in_force(editions, changed_at - timedelta(microseconds=1))
    after = in_force(editions, changed_at)
    if before is None or before in (after, present):
        return None
    day = china_date(changed_at)
    _, level = reckoned(before, earned, day)
    if level is None:
        return None
    grace = last_day_of(day)
    until = min(level.until or grace, grace)
    return Level(level.step, until, kept=True) if until >= today else None


def _worth(level: Level) -> int:
    return level.step.threshold_points


def stands_on(standing: LevelStanding, key: str) -> bool:
    """Whether a level is that of a step by its key, or higher. A step that the ladder in force does
    not have is that of nobody but those who keep it."""
    if standing.level is None:
        return False
    wanted = find_step(standing.ladder, key)
    if wanted is None:
        return standing.level.step.key == key
    return _worth(standing.level) >= wanted.threshold_points


def find_step(ladder: Ladder | None, key: str) -> Step | None:
    """The step of a ladder that has a key."""
    return next((step for step in (ladder.steps if ladder else ()) if step.key == key), None)


class Levels:
    """The levels of some people at any instant of a time that was looked up."""

    def __init__(self, editions: Sequence[Ladder], history: Mapping[UUID, Sequence[Came]]) -> None:
        self._editions, self._history = editions, history
        self._found: dict[tuple[UUID, datetime], Step | None] = {}

    def of(self, person_id: UUID, at: datetime) -> Step | None:
        """The step on which somebody stood: what came before that instant counts."""
        if (person_id, at) not in self._found:
            earned = earned_by(self._history.get(person_id, ()), at)
            level = standing_on(self._editions, earned, at).level
            self._found[person_id, at] = level.step if level else None
        return self._found[person_id, at]

    def titles(self, keys: Iterable[str], at: datetime) -> list[str]:
        """Steps in words, as they were called at an instant."""
        ladder = in_force(self._editions, at)
        return [step.title if (step := find_step(ladder, key)) else key for key in keys]
