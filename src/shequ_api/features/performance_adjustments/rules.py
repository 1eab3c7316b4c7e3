"""Pure decisions: what a row of a frozen month counts as, once something is known of it since."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from shequ_api.features.performance_schemes.public import (
    MEASURES,
    OUTCOME_TITLES,
    REASONS,
    Days,
    Effect,
    Indicator,
    Kind,
    shown,
    verdict_of,
)


class Cause(StrEnum):
    DISPUTE = "dispute"
    EVIDENCE = "evidence"
    REOPENING = "reopening"


CAUSE_TITLES = {
    Cause.DISPUTE: "申诉成立",
    Cause.EVIDENCE: "依据变化",
    Cause.REOPENING: "原月份重新打开，冲回补记",
}


@dataclass(frozen=True, slots=True)
class Change:
    """What is known of a row since it was frozen: somebody's word, or what its source says."""

    effect: Effect | None = None
    state: str | None = None
    value: int | None = None

    def of(self, row: Kind) -> Kind:
        """The row with it. A person's word stays above what its source says."""
        if self.effect is not None:
            return replace(row, effect=self.effect)
        if self.state is not None:
            return replace(row, state=self.state, value=self.value)
        return row


def changed(row: Kind, changes: Iterable[Change]) -> Kind:
    """A row with all that became known of it, in order."""
    for change in changes:
        row = change.of(row)
    return row


def exchanged(kinds: Iterable[Kind], pairs: Iterable[tuple[Kind, Kind]]) -> list[Kind]:
    """Kinds with single rows (was, is) exchanged."""
    rows = Counter[Kind]()
    for kind in kinds:
        rows[replace(kind, rows=1)] += kind.rows
    for was, now in pairs:
        rows[was] -= 1
        rows[now] += 1
    return [replace(kind, rows=n) for kind, n in rows.items() if n > 0]


def told(
    indicators: Sequence[Indicator], was: Kind, now: Kind, days: Days, month: date
) -> list[str]:
    """A sentence for each indicator in which a row counts otherwise than before."""
    return list(_told(indicators, was, now, days, month))


def _told(
    indicators: Sequence[Indicator], was: Kind, now: Kind, days: Days, month: date
) -> Iterator[str]:
    for one in indicators:
        if MEASURES[one.measure].source != was.source:
            continue
        before, after = (verdict_of(row, one, days, month) for row in (was, now))
        if before != after:
            words = [
                OUTCOME_TITLES[outcome] + (f"（{REASONS[reason]}）" if reason else "")
                for outcome, reason in (before, after)
            ]
            title = MEASURES[one.measure].title
            yield f"{_named(month)}{title}：这条记录由“{words[0]}”改为“{words[1]}”"


def points_of(before: int | None, after: int | None) -> int:
    """What a month's score gained or lost; a month without a score has no points."""
    return (after or 0) - (before or 0)


def summed(before: int | None, after: int | None, month: date) -> str:
    """The last step: from the frozen month's score to what is added or taken here."""
    scores = ["不计分" if score is None else shown(score) for score in (before, after)]
    points = signed(points_of(before, after))
    return f"{_named(month)}得分 {scores[0]} → {scores[1]}，补记 {points} 分"


def signed(hundredths: int) -> str:
    return ("-" if hundredths < 0 else "+") + shown(abs(hundredths))


def _named(month: date) -> str:
    return f"{month.year}年{month.month}月"
