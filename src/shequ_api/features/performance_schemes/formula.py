"""The formula, step by step. Pure: no session, no clock.

All arithmetic is of integers: hundredths, rounded half up at each step that is shown, so that who
follows the steps by hand comes to the same points.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from shequ_api.features.performance_schemes.measures import (
    MEASURES,
    YES,
    Goal,
    MeasureKey,
    MeasureOutcome,
    MeasureSource,
    Verdict,
    judge,
    left_out,
)

WHOLE = 100
"""The weights of a scheme together; and one, in hundredths."""


class Effect(StrEnum):
    """What a correction makes of rows."""

    EXCLUDED = "excluded"
    ACHIEVED = "achieved"


class WhenEmpty(StrEnum):
    """What an indicator without a single row that counts does."""

    SHARE = "share"
    """Its weight is shared out among the others."""
    FULL = "full"
    """It has its full points: nothing was left undone."""


def half_up(numerator: int, denominator: int) -> int:
    """The quotient of two integers that are not negative, rounded half up."""
    return (2 * numerator + denominator) // (2 * denominator)


def shown(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of a scheme: what is measured, at what it aims, and what it weighs."""

    measure: MeasureKey
    weight: int
    target: int
    """Percent of a rate; a number of rows in a whole month of a count."""
    cap: int
    """The most that counts, in percent of the target."""
    when_empty: WhenEmpty
    parameters: Mapping[str, int]

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Indicator":
        """As it stands in a scheme. What it does not say is as usual."""
        measure = MeasureKey(told["measure"])
        usual = {name: one.usual for name, one in MEASURES[measure].parameters.items()}
        empty = WhenEmpty(told["when_empty"])
        given = usual | dict(told["parameters"])
        return cls(measure, told["weight"], told["target"], told["cap"], empty, given)


class Days(NamedTuple):
    """Workdays of a month, and of these the hundredths on which somebody served here."""

    workdays: int
    served_hundredths: int


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows that are alike: how many there are."""

    source: MeasureSource
    state: str
    value: int | None
    absent: bool
    covering: bool
    effect: Effect | None
    rows: int


def verdict_of(kind: Kind, indicator: Indicator, days: Days, month: date) -> Verdict:
    """How rows of a kind count in an indicator: what people corrected comes first."""
    if kind.effect is not None:
        return YES if kind.effect == Effect.ACHIEVED else left_out("by_hand")
    if kind.absent:
        return left_out("absent")
    if kind.covering and not indicator.parameters.get("cover_counts", 1):
        return left_out("covering")
    if days.served_hundredths < WHOLE * indicator.parameters.get("served_days", 0):
        return left_out("served_too_short")
    return judge(kind.source, kind.state, kind.value, indicator.parameters, month)


@dataclass(slots=True)
class Tally:
    """An indicator's rows of one worker."""

    achieved: int = 0
    missed: int = 0
    excluded: Counter[str] = field(default_factory=Counter)


def tally(indicator: Indicator, kinds: Iterable[Kind], days: Days, month: date) -> Tally:
    found = Tally()
    for kind in kinds:
        if kind.source != MEASURES[indicator.measure].source:
            continue
        outcome, reason = verdict_of(kind, indicator, days, month)
        if outcome == MeasureOutcome.EXCLUDED:
            found.excluded[str(reason)] += kind.rows
        elif outcome == MeasureOutcome.ACHIEVED:
            found.achieved += kind.rows
        else:
            found.missed += kind.rows
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """What an indicator comes to; None where it does not count."""

    numerator: int
    denominator: int
    points_hundredths: int | None
    steps: list[str]


def line_of(indicator: Indicator, found: Tally, days: Days) -> Line:
    """The points of one indicator, with each step as a sentence."""
    goal, total = MEASURES[indicator.measure].goal, found.achieved + found.missed
    if goal == Goal.COUNT:
        return _count(indicator, found, days)
    numerator = found.missed if goal == Goal.RATE_AT_MOST else found.achieved
    if total == 0:
        return _empty(indicator, "没有应计入的记录")
    rate = half_up(numerator * WHOLE * WHOLE, total)
    steps = [f"{numerator} ÷ {total} = {shown(rate)}%"]
    target = indicator.target * WHOLE
    if goal == Goal.RATE_AT_LEAST:
        reached = half_up(rate * WHOLE * WHOLE, target)
        steps.append(f"{shown(rate)}% ÷ 目标 {indicator.target}% = {shown(reached)}%")
    elif rate <= target:
        reached = WHOLE * WHOLE
        steps.append(f"{shown(rate)}% 不高于目标 {indicator.target}%，计 100.00%")
    else:
        reached = half_up(target * WHOLE * WHOLE, rate)
        steps.append(f"目标 {indicator.target}% ÷ {shown(rate)}% = {shown(reached)}%")
    return Line(numerator, total, *_points(indicator, reached, steps))


def _count(indicator: Indicator, found: Tally, days: Days) -> Line:
    share = half_up(indicator.target * days.served_hundredths, max(days.workdays, 1))
    served = f"在岗 {shown(days.served_hundredths)} 个工作日 ÷ 全月 {days.workdays} 个"
    steps = [f"目标 {indicator.target} × {served} = {shown(share)}"]
    if share == 0:
        return _empty(indicator, "本月没有在岗工作日")
    reached = half_up(found.achieved * WHOLE * WHOLE * WHOLE, share)
    steps.append(f"{found.achieved} ÷ {shown(share)} = {shown(reached)}%")
    points, steps = _points(indicator, reached, steps)
    return Line(found.achieved, found.achieved + found.missed, points, steps)


def _points(indicator: Indicator, reached: int, steps: list[str]) -> tuple[int, list[str]]:
    counted = min(reached, indicator.cap * WHOLE)
    if counted < reached:
        steps.append(f"最高计 {indicator.cap}%，取 {shown(counted)}%")
    points = half_up(counted * indicator.weight, WHOLE)
    steps.append(f"{shown(counted)}% × 权重 {indicator.weight} = {shown(points)} 分")
    return points, steps


def _empty(indicator: Indicator, why: str) -> Line:
    if indicator.when_empty == WhenEmpty.FULL:
        points = indicator.weight * WHOLE
        return Line(0, 0, points, [f"{why}，计满分 {shown(points)} 分"])
    return Line(0, 0, None, [f"{why}，权重 {indicator.weight} 分摊给其他指标"])


def score_of(lines: Sequence[tuple[Indicator, Line]]) -> tuple[int | None, list[str]]:
    """All points together, in hundredths; None where no indicator counts."""
    counted = [(one.weight, ln.points_hundredths) for one, ln in lines]
    weights = sum(weight for weight, points in counted if points is not None)
    if weights == 0:
        return None, ["没有可以考核的指标，本月不计分"]
    total = sum(points for _, points in counted if points is not None)
    added = " + ".join(shown(points) for _, points in counted if points is not None)
    steps = [f"{added} = {shown(total)} 分"]
    if weights == WHOLE:
        return total, steps
    score = half_up(total * WHOLE, weights)
    steps.append(f"{shown(total)} ÷ 参与计分的权重 {weights} × 100 = {shown(score)} 分")
    return score, steps
