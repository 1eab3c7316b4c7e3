"""From what happened to a ticket to its clocks. Pure: no session, no clock of ours."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from shequ_api.features.ticket_clocks.history import (
    ANSWERS,
    IS_OPEN,
    FoldedClock,
    Folder,
    Mark,
    MarkKind,
    Outcome,
    Pause,
    PauseReason,
    Span,
    Standing,
    Step,
    Target,
    in_time,
)
from shequ_api.features.ticket_clocks.questions import Talk


def fold(
    steps: Iterable[Step], marks: Collection[Mark], pauses: Iterable[Pause]
) -> list[FoldedClock]:
    """All clocks of a ticket whose steps are in the order in which they were taken.

    A ticket has at most one clock of each target that runs.
    """
    first, following, resolution = (Folder(target) for target in Target)
    steps = in_time(steps)
    talk, unheard = Talk(first, following), list[Mark]()
    events: list[Step | Mark] = [*steps, *marks]
    for event in sorted(events, key=_order):
        if isinstance(event, Step):
            _resolve(resolution, event)
            _answer_first(first, event)
            talk.take(event)
            if resolution.runs:
                for mark in unheard:
                    talk.hear(mark._replace(at=event.at))
                unheard.clear()
        elif resolution.runs:
            talk.hear(event)
        elif resolution.dropped:
            unheard.append(event)  # it may come back as if it had not ended
    lasted = _effective(steps, marks, pauses)
    for clock in resolution.clocks:
        clock.spans = list(_cut(clock.spans, lasted))
    return [*first.clocks, *following.clocks, *resolution.clocks]


def reach_back(clocks: Iterable[FoldedClock], under: Collection[FoldedClock]) -> None:
    """A lead waits as long as whatever was put under it: a clock of its that ran when one of
    theirs was dropped for that began when theirs did, and was paused when theirs was."""
    for clock in clocks:
        if clock.target == Target.NEXT_RESPONSE:
            continue  # of each question by itself: `said_under`
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


def _order(event: Step | Mark) -> tuple[datetime, bool]:
    """Of the same instant, steps first, as they were taken."""
    return event.at, isinstance(event, Mark)


def _resolve(folder: Folder, step: Step) -> None:
    if step.standing not in IS_OPEN:
        folder.stop(step.at, Outcome.DONE if step.standing == Standing.DONE else Outcome.DROPPED)
    elif folder.dropped:
        folder.go_on(step.at)
    elif not folder.runs:
        folder.start(step.at)


def _answer_first(folder: Folder, step: Step) -> None:
    if folder.last is None:
        folder.start(step.at)
    elif step.standing in ANSWERS:
        folder.stop(step.at, Outcome.DONE)
    elif step.standing == Standing.DROPPED:
        folder.stop(step.at, Outcome.DROPPED)
    if step.standing in IS_OPEN and folder.dropped:
        folder.go_on(step.at)
        _answer_first(folder, step)


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
        asked = (each for each in marks if each.kind == MarkKind.ASKED and each.under is None)
        over += [each.at for each in asked if each.at >= pause.begins]
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
