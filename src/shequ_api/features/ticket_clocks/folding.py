"""From what happened to a ticket to its clocks. Pure: no session, no clock of ours.

Spans are half-open and follow each other without gaps from a clock's start to its stop.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


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


class _Folder:
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


def fold(
    steps: Iterable[Step], marks: Collection[Mark], pauses: Iterable[Pause]
) -> list[FoldedClock]:
    """All clocks of a ticket whose steps are in the order in which they were taken.

    A ticket has at most one clock of each target that runs.
    """
    first, following, resolution = (_Folder(target) for target in Target)
    steps = in_time(steps)
    events: list[Step | Mark] = [*steps, *marks]
    for event in sorted(events, key=_order):
        if isinstance(event, Step):
            _resolve(resolution, event)
            _answer_first(first, event)
            _answer_next(following, event)
        elif resolution.runs:
            _hear(first, following, event)
    lasted = _effective(steps, marks, pauses)
    for clock in resolution.clocks:
        clock.spans = list(_cut(clock.spans, lasted))
    return [*first.clocks, *following.clocks, *resolution.clocks]


def reach_back(clocks: Iterable[FoldedClock], under: Collection[FoldedClock]) -> None:
    """A lead waits as long as whatever was put under it: a clock of its that ran when one of
    theirs was dropped for that began when theirs did, and was paused when theirs was."""
    for clock in clocks:
        theirs = [each for each in under if each.target == clock.target and _taken(clock, each)]
        earliest = min(theirs, key=lambda each: each.started_at, default=clock)
        began = clock.started_at
        if earliest.started_at < began:
            before = (each for each in earliest.spans if each.begins < began)
            clock.spans[:0] = [
                each._replace(ends=min(each.ends or began, began)) for each in before
            ]
            clock.started_at = earliest.started_at


def _taken(clock: FoldedClock, other: FoldedClock) -> bool:
    dropped = other.stopped_at if other.outcome == Outcome.DROPPED else None
    stopped = clock.stopped_at
    return (
        dropped is not None
        and clock.started_at <= dropped
        and (stopped is None or dropped < stopped)
    )


def in_time(steps: Iterable[Step]) -> list[Step]:
    """No step before the one that it follows, whatever the clocks of different machines said."""
    found: list[Step] = []
    for step in steps:
        found.append(step._replace(at=max(step.at, found[-1].at)) if found else step)
    return found


def _order(event: Step | Mark) -> tuple[datetime, bool]:
    """Of the same instant, steps first, as they were taken."""
    return event.at, isinstance(event, Mark)


def _resolve(folder: _Folder, step: Step) -> None:
    if step.standing not in IS_OPEN:
        folder.stop(step.at, Outcome.DONE if step.standing == Standing.DONE else Outcome.DROPPED)
    elif folder.dropped:
        folder.go_on(step.at)
    elif not folder.runs:
        folder.start(step.at)


def _answer_first(folder: _Folder, step: Step) -> None:
    if folder.last is None:
        folder.start(step.at)
    elif step.standing in ANSWERS:
        folder.stop(step.at, Outcome.DONE)
    elif step.standing == Standing.DROPPED:
        folder.stop(step.at, Outcome.DROPPED)
    if step.standing in IS_OPEN and folder.dropped:
        folder.go_on(step.at)
        _answer_first(folder, step)


def _answer_next(folder: _Folder, step: Step) -> None:
    if step.standing == Standing.DROPPED:
        folder.stop(step.at, Outcome.DROPPED)
    elif step.answers or step.standing in (Standing.DONE, Standing.DECLINED):
        folder.stop(step.at, Outcome.DONE)
    elif step.standing in IS_OPEN and folder.dropped:
        folder.go_on(step.at)


def _hear(first: _Folder, following: _Folder, mark: Mark) -> None:
    """Of what is said on an open ticket. Before anybody has looked at it, the first answer is what
    all wait for."""
    if mark.kind == MarkKind.ANSWERED:
        first.stop(mark.at, Outcome.DONE)
        following.stop(mark.at, Outcome.DONE)
    elif not first.runs and not following.runs:
        following.start(mark.at)


def _effective(
    steps: Collection[Step], marks: Collection[Mark], pauses: Iterable[Pause]
) -> list[tuple[datetime, datetime, PauseReason]]:
    """Pauses as long as they really lasted, one after the other."""
    found: list[tuple[datetime, datetime, PauseReason]] = []
    for pause in sorted(pauses):
        begins = max(pause.begins, found[-1][1]) if found else pause.begins
        ends = end_of(pause, steps, marks)
        if begins < ends:
            found.append((begins, ends, pause.reason))
    return found


def end_of(pause: Pause, steps: Iterable[Step], marks: Iterable[Mark]) -> datetime:
    """A pause is over with the ticket; one that waits for the resident, as soon as they speak. One
    that began when the ticket had ended, by the clock of whoever ended it, never was."""
    over = [pause.ends]
    was_open = True
    for step in steps:
        is_open = step.standing in IS_OPEN
        if step.at <= pause.begins:
            was_open = is_open
        elif not is_open:
            over.append(step.at)
    if pause.reason == PauseReason.RESIDENT:
        over += [m.at for m in marks if m.kind == MarkKind.ASKED and m.at >= pause.begins]
    return min(over) if was_open else pause.begins


def _cut(
    spans: Iterable[Span], pauses: Sequence[tuple[datetime, datetime, PauseReason]]
) -> Iterator[Span]:
    """Running spans, cut where a pause lies in them."""
    for span in spans:
        if span.paused is not None:
            yield span
            continue
        at = span.begins
        for begins, ends, reason in pauses:
            if ends <= at or (span.ends is not None and begins >= span.ends):
                continue
            if begins > at:
                yield Span(at, begins, None)
            at = ends if span.ends is None else min(ends, span.ends)
            yield Span(max(begins, span.begins), at, reason)
        if span.ends is None or at < span.ends:
            yield Span(at, span.ends, None)
