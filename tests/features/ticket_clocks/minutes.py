"""A model of clocks that walks through a history minute by minute and counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from shequ_api.base.calendar.almanac import days_of
from shequ_api.features.ticket_clocks.history import PauseReason
from shequ_api.kit.clock import CHINA
from tests.features.ticket_clocks.histories import MINUTE, START, Event

SHIPPED: Mapping[str, Any] = {
    "targets": {
        "first_response": {"minutes": 450, "counted": "working"},
        "next_response": {"minutes": 900, "counted": "working"},
        "resolution": {"minutes": 2250, "counted": "working"},
    },
    "longest_pause_minutes": 7 * 24 * 60,
}
"""Where nobody has set a policy."""
FIRST, NEXT, LAST = "first_response", "next_response", "resolution"
SPECIAL: Mapping[date, str] = {
    row["day"]: row["kind"] for year in (START.year, START.year + 1) for row in days_of(year)
}


def is_open(minute: datetime) -> bool:
    """Whether an office is open, where nobody has said when."""
    local = minute.astimezone(CHINA)
    worked = SPECIAL.get(local.date(), "workday" if local.weekday() < 5 else "holiday")
    of_day = local.hour * 60 + local.minute
    return worked == "workday" and (510 <= of_day < 720 or 810 <= of_day < 1050)


@dataclass
class Walked:
    """A clock as the model has it."""

    target: str
    started_at: datetime
    stopped_at: datetime | None = None
    outcome: str | None = None
    length: Mapping[str, Any] | None = None
    """What it was allowed: when it stopped, else now."""
    ran: list[datetime] = field(default_factory=list)
    """Each minute in which it ran, by its begin."""

    def due_at(self) -> datetime | None:
        """When so many of its minutes were over; None: not yet."""
        if self.length is None:
            return None
        elapsed = self.length["counted"] == "elapsed"
        counted = [minute for minute in self.ran if elapsed or is_open(minute)]
        wanted = self.length["minutes"]
        return counted[wanted - 1] + MINUTE if len(counted) >= wanted else None


class Model:
    """`walk` a history; then `clocks` are what they should be."""

    def __init__(self) -> None:
        self.clocks: list[Walked] = []
        self.current: dict[str, Walked] = {}
        self.is_open = False
        self.rule: Mapping[str, Any] = SHIPPED
        self.paused: tuple[PauseReason, datetime, datetime] | None = None
        self.used = timedelta(0)

    def walk(self, events: Sequence[Event], until: datetime) -> None:
        at, left = events[0][0], list(events)
        while at < until or left:
            self.turn(at)
            while left and left[0][0] <= at:
                _, name, told = left.pop(0)
                getattr(self, name)(at, told)
            if at < until:
                self.pass_minute(at)
            at += MINUTE
        self.turn(until)

    def turn(self, at: datetime) -> None:
        if self.paused is not None and at >= self.paused[2]:
            self._end_pause(self.paused[2])

    def pass_minute(self, at: datetime) -> None:
        for clock in self.current.values():
            if clock.stopped_at is None and not (clock.target == LAST and self.paused):
                clock.ran.append(at)

    def go_on_until_due(self, at: datetime, days: int = 60) -> None:
        """What will be, if nothing more happens."""
        for _ in range(days * 24 * 60):
            self.turn(at)
            self.pass_minute(at)
            at += MINUTE

    def allowed(self, target: str) -> Mapping[str, Any] | None:
        found: Mapping[str, Any] | None = self.rule["targets"][target]
        return found

    def _start(self, target: str, at: datetime) -> None:
        self.current[target] = Walked(target, at)
        self.clocks.append(self.current[target])

    def _stop(self, target: str, at: datetime, outcome: str) -> None:
        clock = self.current.get(target)
        if clock is not None and clock.stopped_at is None:
            clock.stopped_at, clock.outcome = at, outcome
            clock.length = self.allowed(target)

    def _end_pause(self, at: datetime) -> None:
        if self.paused is not None:
            self.used += at - self.paused[1]
            self.paused = None

    def _runs(self, target: str) -> bool:
        return target in self.current and self.current[target].stopped_at is None

    def submit(self, at: datetime, _: Any) -> None:
        self.is_open = True
        self._start(FIRST, at)
        self._start(LAST, at)

    def accept(self, at: datetime, _: Any) -> None:
        self._stop(FIRST, at, "done")
        self._stop(NEXT, at, "done")

    assign = accept

    def settle(self, at: datetime, _: Any) -> None:
        for target in (FIRST, NEXT, LAST):
            self._stop(target, at, "done")
        self._over(at)

    def decline(self, at: datetime, _: Any) -> None:
        self._stop(LAST, at, "dropped")
        self.settle(at, None)

    def merge(self, at: datetime, _: Any) -> None:
        for target in (FIRST, NEXT, LAST):
            self._stop(target, at, "dropped")
        self._over(at)

    def _over(self, at: datetime) -> None:
        self.is_open = False
        self._end_pause(at)

    def unmerge(self, at: datetime, _: Any) -> None:
        self.is_open = True
        for clock in self.current.values():
            if clock.outcome == "dropped":
                clock.stopped_at = clock.outcome = None

    def reopen(self, at: datetime, _: Any) -> None:
        self.is_open = True
        self._start(LAST, at)

    def ask(self, at: datetime, _: Any) -> None:
        if not self.is_open:
            return
        if self.paused is not None and self.paused[0] == PauseReason.RESIDENT:
            self._end_pause(at)
        if not self._runs(FIRST) and not self._runs(NEXT):
            self._start(NEXT, at)

    def answer(self, at: datetime, _: Any) -> None:
        if self.is_open:
            self._stop(FIRST, at, "done")
            self._stop(NEXT, at, "done")

    def pause(self, at: datetime, reason: PauseReason) -> None:
        assert self.is_open and self.paused is None
        longest = self.rule["longest_pause_minutes"]
        self.paused = (reason, at, at + longest * MINUTE - self.used)

    def resume(self, at: datetime, _: Any) -> None:
        assert self.paused is not None
        self._end_pause(at)

    def policy(self, at: datetime, told: Mapping[str, Any]) -> None:
        self.rule = told
