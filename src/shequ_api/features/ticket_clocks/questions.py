"""Which questions wait for an answer. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from shequ_api.features.ticket_clocks.history import (
    IS_OPEN,
    FoldedClock,
    Folder,
    Mark,
    MarkKind,
    Outcome,
    Standing,
    Step,
    Target,
    in_time,
)


class Talk:
    """Questions that wait for an answer. The clock of the next response is that of whoever waits
    longest: of those who ordered this, or what was put under it."""

    def __init__(self, first: Folder, following: Folder) -> None:
        self.first, self.following = first, following
        self.waiting: dict[UUID | None, datetime] = {}

    def take(self, step: Step) -> None:
        """A step answers all, or lets all wait no longer."""
        if step.standing == Standing.DROPPED:
            self.following.stop(step.at, Outcome.DROPPED)
        elif step.answers or step.standing in (Standing.DONE, Standing.DECLINED):
            self.waiting.clear()
            self.following.stop(step.at, Outcome.DONE)
        elif step.standing in IS_OPEN and self.following.dropped:
            self.following.go_on(step.at)

    def hear(self, mark: Mark) -> None:
        """Of what is said on an open ticket. Before anybody has looked at it, the first answer is
        what all wait for."""
        if mark.kind == MarkKind.ASKED:
            if not self.first.runs:
                self.waiting.setdefault(mark.under, mark.since or mark.at)
        elif mark.under is not None:
            self.waiting.pop(mark.under, None)
        else:
            self.first.stop(mark.at, Outcome.DONE)
            self.waiting = {} if mark.public else self._without_own()
        self._wait(mark.at)

    def _without_own(self) -> dict[UUID | None, datetime]:
        return {who: since for who, since in self.waiting.items() if who is not None}

    def _wait(self, at: datetime) -> None:
        last, longest = self.following.last, min(self.waiting.values(), default=None)
        runs = last.started_at if last is not None and self.following.runs else None
        if longest == runs:
            return
        if runs is not None and longest is not None and longest < runs:
            self.following.clocks.pop()  # somebody waits longer
        self.following.stop(at, Outcome.DONE)
        if longest is not None:
            self.following.start(longest)


def said_under(
    other: UUID, steps: Sequence[Step], marks: Iterable[Mark], clocks: Iterable[FoldedClock]
) -> Iterator[Mark]:
    """What a lead hears of one that is put under it: what nobody had answered by then, and what
    was said since. Of that one, its steps, marks and clocks."""
    put_at = in_time(steps)[-1].at
    for clock in clocks:
        asked = clock.target == Target.NEXT_RESPONSE and clock.outcome == Outcome.DROPPED
        if asked and clock.stopped_at == put_at:
            yield Mark(put_at, MarkKind.ASKED, under=other, since=clock.started_at)
    yield from (each._replace(under=other) for each in marks if each.at >= put_at)
