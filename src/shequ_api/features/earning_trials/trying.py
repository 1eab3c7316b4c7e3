"""What rules would have paid for facts that happened: nothing is written, nobody is asked. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from shequ_api.features.earning_rules.public import (
    CapPer,
    Outcome,
    Tallies,
    Terms,
    Verdict,
    applies,
    asks_level,
    earner_of,
    is_open,
    since,
    verdicts_on,
)
from shequ_api.kit.clock import china_date

Key = tuple[UUID, UUID]
"""Person and series of the rule."""


@dataclass(frozen=True, slots=True)
class Happened:
    """A fact as it was judged."""

    community_id: UUID
    fields: Mapping[str, Any]
    """With persons as they are known to be by now."""
    happened_at: datetime
    judged_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule and when it counts; None: from the beginning, without an end."""

    terms: Terms
    community_id: UUID | None
    begins_at: datetime | None
    ends_at: datetime | None

    def judges(self, fact: Happened) -> bool:
        """Whether it held where and when a fact was judged."""
        here = self.community_id is None or self.community_id == fact.community_id
        begun = self.begins_at is None or self.begins_at <= fact.judged_at
        return here and begun and (self.ends_at is None or fact.judged_at < self.ends_at)


@dataclass(slots=True)
class TriedDay:
    """What came of one day in China."""

    facts: int = 0
    """That the tried rule applied to."""
    points: int = 0
    """By the tried rule."""
    all_points: int = 0
    """By all rules together, the tried one among them."""


@dataclass(slots=True)
class Tried:
    """What came of a trial."""

    facts: int = 0
    days: dict[date, TriedDay] = field(default_factory=lambda: defaultdict(TriedDay))
    outcomes: dict[Outcome, int] = field(default_factory=lambda: defaultdict(int))
    """Of the tried rule."""
    persons: set[UUID] = field(default_factory=set)
    """Who would have got points by it."""


class Lets(Protocol):
    """Whose card has the level that a rule asks for."""

    def let(self, terms: Terms, earner_id: UUID, at: datetime) -> bool: ...


def earners_by(rules: Sequence[Standing], facts: Sequence[Happened]) -> list[tuple[Terms, UUID]]:
    """Who may earn by which rule, as far as it asks for a level."""
    asking = [each for each in rules if asks_level(each.terms)]
    return [
        (each.terms, earner)
        for each in asking
        for fact in facts
        if each.judges(fact) and (earner := earner_of(each.terms, fact.fields)) is not None
    ]


class Ledgerless:
    """Sums of what was due, by person, series and period: what caps are counted by."""

    def __init__(self) -> None:
        self._sums: dict[tuple[Key, CapPer, date | None], int] = defaultdict(int)

    def tallies(self, keys: Iterable[Key], day: date) -> Tallies:
        """What counts on a day."""
        return {key: {per: self._sums[key, per, since(per, day)] for per in CapPer} for key in keys}

    def add(self, verdict: Verdict, day: date) -> None:
        """Count what a verdict gave."""
        for per in CapPer:
            key = (verdict.earner_id, verdict.rule.series_id)
            self._sums[key, per, since(per, day)] += verdict.due


def try_out(
    tried: Terms,
    rules: Sequence[Standing],
    facts: Sequence[Happened],
    exceptions: Mapping[date, str],
    became: Mapping[UUID, UUID],
    levels: Lets,
) -> Tried:
    """What `tried` would have paid beside the others, of which it is one, for facts in the order in
    which they were judged. `exceptions`: those of the calendar, of all days of the facts; `became`:
    of those who made rules, which accounts they have by now.

    Caps are counted from the first of these facts on; budgets are left out. Levels are those that
    cards had: what the tried rule would have paid lifts none.
    """
    result, sums = Tried(), Ledgerless()
    for fact in facts:
        result.facts += 1
        day = china_date(fact.judged_at)
        pairs = [
            (each.terms, earner)
            for each in rules
            if each.judges(fact)
            and is_open(each.terms.windows, fact.happened_at, exceptions)
            and applies(each.terms, fact.fields)
            and (earner := earner_of(each.terms, fact.fields)) is not None
            and levels.let(each.terms, earner, fact.happened_at)
        ]
        keys = {(earner, terms.series_id) for terms, earner in pairs}
        for verdict in verdicts_on(pairs, fact.fields, sums.tallies(keys, day), became):
            sums.add(verdict, day)
            _count(result, result.days[day], verdict, tried)
    return result


def _count(result: Tried, day: TriedDay, verdict: Verdict, tried: Terms) -> None:
    day.all_points += verdict.due
    if verdict.rule is not tried:
        return
    day.facts += 1
    day.points += verdict.due
    result.outcomes[verdict.outcome] += 1
    if verdict.due:
        result.persons.add(verdict.earner_id)
