"""What a check-in is worth as evidence: 0 to 100, and why.

It begins with 100 points. Each doubt takes some; the code of the place gives back some of what the
position took, and nothing of the rest, since a code can be photographed. Below `review_below` a
person looks at it; nobody is refused. A set of weights never changes once it was
in use: another one gets the next number, and each check-in keeps the number of its own.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple


class Mark(NamedTuple):
    """One reason: a code for machines, a sentence for people, and the points that it gives or
    takes (below 0)."""

    code: str
    text: str
    points: int


class CodeFound(StrEnum):
    """What the scanned code turned out to be."""

    NONE = "none"
    """Nothing was scanned."""
    BAD = "bad"
    ELSEWHERE = "elsewhere"
    """Good, but of another place."""
    HERE = "here"


@dataclass(frozen=True, slots=True)
class Leg:
    """The way between this check-in and the worker's one before or after it."""

    metres: float
    """Less what both positions may be wrong by."""
    seconds: float
    """By our clock, as far as that is known."""
    phone_seconds: float
    """By the phone's."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of a check-in."""

    away_metres: float | None
    """Outside of the grid or place; 0 inside, None where nobody knows where that is."""
    accuracy_metres: float
    mocked: bool = False
    clock_off_seconds: float = 0.0
    waited_seconds: float = 0.0
    code: CodeFound = CodeFound.NONE
    legs: tuple[Leg, ...] = ()
    photos_used_before: int = 0
    photos_alike: int = 0
    photos_of_another_day: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """How much each doubt weighs, and from where on."""

    review_below: int = 60
    metres_a_point: float = 20
    most_away: int = 60
    accuracy_metres: float = 50
    most_inaccurate: int = 25
    accuracy_excuses_metres: float = 200
    """A phone that says it knows nothing is not inside of everything."""
    mocked: int = 60
    metres_a_second: float = 40
    """144 km/h: no metro or car of a city is faster from door to door."""
    too_fast: int = 50
    clock_turned: int = 5
    clock_off_seconds: float = 300
    most_clock_off: int = 15
    waited_seconds: float = 72 * 3600
    waited: int = 5
    code_here: int = 40
    code_reaches_metres: float = 500
    code_far: int = 20
    code_elsewhere: int = 20
    code_bad: int = 10
    photo_used_before: int = 50
    photo_alike: int = 25
    photo_of_another_day: int = 10


RULES: Mapping[int, Rules] = {1: Rules()}
VERSION = max(RULES)


class Verdict(NamedTuple):
    score: int
    marks: tuple[Mark, ...]
    enough: bool
    """False: a person should look at it."""


def weighed(evidence: Evidence, rules: Rules) -> Verdict:
    """The score of a check-in, and all that gave or took points."""
    marks = tuple(mark for group in _GROUPS for mark in group(evidence, rules))
    score = max(0, min(100, 100 + sum(mark.points for mark in marks)))
    return Verdict(score, marks, score >= rules.review_below)


def happened_at(device_at: datetime, sent_at: datetime | None, received_at: datetime) -> datetime:
    """When it was made by our clock: the wait in the phone counts back from when it came. A phone
    that does not say when it sent is taken at its word, but nothing comes before it is made."""
    if sent_at is None:
        return min(device_at, received_at)
    return min(received_at - (sent_at - device_at), received_at)


def clock_off(device_at: datetime, sent_at: datetime | None, received_at: datetime) -> float:
    """Seconds by which the phone's clock is surely wrong, either way."""
    if sent_at is not None:
        return abs((received_at - sent_at).total_seconds())
    return max(0.0, (device_at - received_at).total_seconds())


def _where(evidence: Evidence, rules: Rules) -> Iterator[Mark]:
    away = evidence.away_metres
    if away is None:
        yield Mark("fence_unknown", "这个网格或地点没有可核对的位置", 0)
    elif (beyond := _beyond(evidence, rules)) > 0:
        points = _some(beyond / rules.metres_a_point, rules.most_away)
        yield Mark("outside", f"位置在范围外约 {away:.0f} 米", -points)
    else:
        yield Mark("inside", "位置在范围内", 0)
    excess = evidence.accuracy_metres - rules.accuracy_metres
    if excess > 0:
        points = _some(excess / rules.metres_a_point, rules.most_inaccurate)
        yield Mark("inaccurate", f"定位精度只有约 {evidence.accuracy_metres:.0f} 米", -points)
    if evidence.mocked:
        yield Mark("mocked", "手机报告位置由软件模拟", -rules.mocked)


def _beyond(evidence: Evidence, rules: Rules) -> float:
    """Metres outside that the accuracy does not excuse."""
    excused = min(evidence.accuracy_metres, rules.accuracy_excuses_metres)
    return max(0.0, (evidence.away_metres or 0.0) - excused)


def _how_fast(evidence: Evidence, rules: Rules) -> Iterator[Mark]:
    limit = rules.metres_a_second
    if any(leg.metres > limit * max(1.0, leg.seconds) for leg in evidence.legs):
        yield Mark("too_fast", "与前后一次打卡相距太远，时间上不可能到达", -rules.too_fast)
    elif any(leg.metres > limit * max(1.0, leg.phone_seconds) for leg in evidence.legs):
        yield Mark("clock_turned", "手机时钟在前后两次打卡之间被改过", -rules.clock_turned)


def _when(evidence: Evidence, rules: Rules) -> Iterator[Mark]:
    off = evidence.clock_off_seconds
    if off > rules.clock_off_seconds:
        points = _some(off / 3600, rules.most_clock_off)
        yield Mark("clock_wrong", f"手机时钟不准，相差约 {_duration(off)}", -points)
    if evidence.waited_seconds > rules.waited_seconds:
        told = f"打卡后约 {_duration(evidence.waited_seconds)}才上传"
        yield Mark("late", told, -rules.waited)


def _scanned(evidence: Evidence, rules: Rules) -> Iterator[Mark]:
    if evidence.code == CodeFound.BAD:
        yield Mark("code_bad", "扫的码无法识别或已停用", -rules.code_bad)
    elif evidence.code == CodeFound.ELSEWHERE:
        yield Mark("code_elsewhere", "扫的码不属于这里", -rules.code_elsewhere)
    elif evidence.code == CodeFound.HERE and _beyond(evidence, rules) > rules.code_reaches_metres:
        yield Mark("code_far", "在很远的地方扫了这里的码，可能是翻拍", -rules.code_far)
    elif evidence.code == CodeFound.HERE:
        doubts = sum(mark.points for mark in _where(replace(evidence, mocked=False), rules))
        yield Mark("code_here", "扫了这里的码", min(rules.code_here, -doubts))


def _seen(evidence: Evidence, rules: Rules) -> Iterator[Mark]:
    if evidence.photos_used_before:
        told = f"{evidence.photos_used_before} 张照片以前用过"
        yield Mark("photo_used_before", told, -rules.photo_used_before)
    if evidence.photos_alike:
        told = f"{evidence.photos_alike} 张照片与近期打卡的照片几乎一样"
        yield Mark("photo_alike", told, -rules.photo_alike)
    if evidence.photos_of_another_day:
        told = f"{evidence.photos_of_another_day} 张照片不是打卡当天拍的"
        yield Mark("photo_of_another_day", told, -rules.photo_of_another_day)


_GROUPS = (_where, _how_fast, _when, _scanned, _seen)


def _some(amount: float, most: int) -> int:
    """At least one point, and the more the larger the amount."""
    return min(most, max(1, math.ceil(min(amount, most))))


def _duration(seconds: float) -> str:
    for unit, title in ((86400, "天"), (3600, "小时")):
        if seconds >= unit:
            return f"{seconds / unit:.0f} {title}"
    return f"{seconds / 60:.0f} 分钟"


def as_kept(marks: tuple[Mark, ...]) -> list[dict[str, Any]]:
    """As they stand with the check-in."""
    return [mark._asdict() for mark in marks]
