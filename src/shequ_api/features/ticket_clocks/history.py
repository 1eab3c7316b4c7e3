"""What happened to a ticket, and the clocks that come of it. Pure.

Spans are half-open and follow each other without gaps from a clock's start to its stop.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class Target(StrEnum):
    """What is to be done in time."""

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"


class Standing(StrEnum):
    """What a ticket's state means to its clocks."""

    WAITING = "waiting"
    UNDER_WAY = "under_way"
    DONE = "done"
    DECLINED = "declined"
    DROPPED = "dropped"
    """Nothing is to be done any more, and nothing was done."""


IS_OPEN = frozenset({Standing.WAITING, Standing.UNDER_WAY})
ANSWERS = frozenset({Standing.UNDER_WAY, Standing.DONE, Standing.DECLINED})
"""What tells whoever ordered that somebody has looked at it."""


class PauseReason(StrEnum):
    """Why nobody can go on."""

    RESIDENT = "resident"
    PARTS = "parts"
    AUTHORITY = "authority"
    WEATHER = "weather"


class Outcome(StrEnum):
    """How a clock stopped: by what it waited for, or because nobody waits any more."""

    DONE = "done"
    DROPPED = "dropped"


class MarkKind(StrEnum):
    """What was said on a ticket."""

    ASKED = "asked"
    ANSWERED = "answered"


class Step(NamedTuple):
    at: datetime
    standing: Standing
    """Of the state that it led to."""
    answers: bool
    """Whether somebody of the community took it in the reporter's matter."""


class Pause(NamedTuple):
    begins: datetime
    ends: datetime
    """When it was or will be over at the latest."""
    reason: PauseReason


class Mark(NamedTuple):
    at: datetime
    kind: MarkKind
    public: bool = False
    """Whoever ordered what was put under the ticket reads it, too."""
    under: UUID | None = None
    """Said on that one, which was put under the ticket."""
    since: datetime | None = None
    """Asked before that was put under it: when."""


class Span(NamedTuple):
    begins: datetime
    ends: datetime | None
    """None: it lasts."""
    paused: str | None
    """Why, where it does not run; ENDED while nobody waited for anything."""


ENDED = "ended"
"""The ticket had ended, and came back as if it had not: merged and taken apart again."""


@dataclass(slots=True)
class FoldedClock:
    """One target of one ticket, from its start on."""

    target: Target
    started_at: datetime
    spans: list[Span] = field(default_factory=list)
    stopped_at: datetime | None = None
    outcome: Outcome | None = None

    def stop(self, at: datetime, outcome: Outcome) -> None:
        last = self.spans.pop()
        if last.begins < at:
            self.spans.append(last._replace(ends=at))
        self.stopped_at, self.outcome = at, outcome

    def go_on(self, at: datetime) -> None:
        """Where it stopped for nothing; what lies between does not count."""
        if self.stopped_at is not None and self.stopped_at < at:
            self.spans.append(Span(self.stopped_at, at, ENDED))
        self.spans.append(Span(at, None, None))
        self.stopped_at = self.outcome = None


class Folder:
    """Clocks of one target, as steps and marks come by."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.clocks: list[FoldedClock] = []

    @property
    def last(self) -> FoldedClock | None:
        return self.clocks[-1] if self.clocks else None

    @property
    def runs(self) -> bool:
        return self.last is not None and self.last.stopped_at is None

    @property
    def dropped(self) -> bool:
        return self.last is not None and self.last.outcome == Outcome.DROPPED

    def start(self, at: datetime) -> None:
        """A new clock; the last one, where that began at the same instant."""
        if self.last is not None and self.last.started_at == at:
            self.clocks.pop()
        self.clocks.append(FoldedClock(self.target, at, [Span(at, None, None)]))

    def stop(self, at: datetime, outcome: Outcome) -> None:
        if self.last is not None and self.runs:
            self.last.stop(at, outcome)

    def go_on(self, at: datetime) -> None:
        if self.last is not None and self.dropped:
            self.last.go_on(at)


def in_time(steps: Iterable[Step]) -> list[Step]:
    """No step before the one that it follows, whatever the clocks of different machines said."""
    found: list[Step] = []
    for step in steps:
        found.append(step._replace(at=max(step.at, found[-1].at)) if found else step)
    return found
