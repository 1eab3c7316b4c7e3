"""When clocks are due, and how they stand. Pure: all is arithmetic on their spans."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, Self

from shequ_api.base.calendar.hours import OpenTime
from shequ_api.features.ticket_clocks.history import Span, Target

NO_TIME = timedelta(0)


class Counted(StrEnum):
    """Which time of a target counts."""

    WORKING = "working"
    """Office hours."""
    ELAPSED = "elapsed"
    """Day and night."""


class Allowance(NamedTuple):
    """How long a target is."""

    length: timedelta
    counted: Counted


@dataclass(frozen=True, slots=True)
class Policy:
    """How long each target is; one that is missing has no end."""

    allowances: Mapping[Target, Allowance]
    warn_percent: int
    """Of a target: when so much of it has passed, whoever works on it is warned."""
    longest_pause: timedelta
    """All pauses of a ticket together, by the clock on the wall."""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """As an edition tells it."""
        allowances = {
            Target(name): Allowance(timedelta(minutes=one["minutes"]), Counted(one["counted"]))
            for name, one in told["targets"].items()
            if one is not None
        }
        longest = timedelta(minutes=told["longest_pause_minutes"])
        return cls(allowances, told["warn_percent"], longest)


def length_of(begin: datetime, end: datetime, counted: Counted, open_time: OpenTime) -> timedelta:
    if counted == Counted.ELAPSED:
        return end - begin
    return open_time.working_time(begin, end)


def running_until(spans: Sequence[Span], until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The stretches before an instant in which a clock runs."""
    for span in spans:
        end = until if span.ends is None else min(span.ends, until)
        if span.paused is None and span.begins < end:
            yield span.begins, end


def spent_until(
    spans: Sequence[Span], until: datetime, counted: Counted, open_time: OpenTime
) -> timedelta:
    """How much of a target had passed at an instant."""
    stretches = running_until(spans, until)
    lengths = (length_of(begin, end, counted, open_time) for begin, end in stretches)
    return sum(lengths, NO_TIME)


def due_of(
    spans: Sequence[Span], length: timedelta, counted: Counted, open_time: OpenTime
) -> datetime | None:
    """The instant at which so much of a clock has passed; None where it stopped before.

    Of one that is paused: as it will be, if nothing ends the pause before its time.
    """
    for span in spans:
        if span.paused is not None:
            continue
        if span.ends is not None:
            passes = length_of(span.begins, span.ends, counted, open_time)
            if passes < length:
                length -= passes
                continue
        if counted == Counted.ELAPSED:
            return span.begins + length
        return open_time.due_at(span.begins, length)
    return None
