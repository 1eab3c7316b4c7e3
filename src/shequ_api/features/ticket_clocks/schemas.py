"""Shapes of clocks and pauses."""

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from shequ_api.features.ticket_clocks.history import PauseReason, Target
from shequ_api.features.ticket_clocks.reckoning import Counted
from shequ_api.kit.schema import Instant, Output, by_example


class ClockState(StrEnum):
    """How a clock stands now."""

    RUNNING = "running"
    PAUSED = "paused"
    OVERDUE = "overdue"
    """It runs, or is paused, and its time is over."""
    MET = "met"
    MISSED = "missed"
    """Done, but too late."""
    DROPPED = "dropped"
    """Nobody waits for it any more."""


CLOCK = {
    "target": "resolution",
    "target_title": "办结",
    "state": "paused",
    "started_at": "2026-11-20T09:30:00.000+08:00",
    "stopped_at": None,
    "counted": "working",
    "length_minutes": 2400,
    "spent_minutes": 420,
    "remaining_minutes": 1980,
    "due_at": "2026-11-30T16:30:00.000+08:00",
    "late_minutes": 0,
    "says": "等待材料或配件，暂停计时，最迟2026年11月25日17:30恢复；应于2026年11月30日16:30前办结",
}
PAUSE = {
    "reason": "parts",
    "reason_title": "等待材料或配件",
    "note": "灯具已下单，预计三天到货",
    "paused_at": "2026-11-22T09:30:00.000+08:00",
    "until": "2026-11-25T17:30:00.000+08:00",
    "resumed_at": None,
}


class TicketClockView(Output):
    """One target of a ticket, and how it stands."""

    model_config = by_example(CLOCK)

    target: Target
    target_title: str
    state: ClockState
    started_at: Instant
    stopped_at: Instant | None
    counted: Counted | None = Field(description="Office hours, or day and night")
    length_minutes: int | None = Field(description="Null: no policy sets an end")
    spent_minutes: int | None = Field(description="Of its length, without pauses")
    remaining_minutes: int | None = Field(description="Of its length; 0 when it is over")
    due_at: Instant | None = Field(
        description="While it is paused: if nothing ends the pause before its time"
    )
    late_minutes: int = Field(description="Since it was due until it was done, or until now")
    says: str = Field(description="The same in a sentence for people")


class TicketPauseView(Output):
    """A time in which nobody could go on."""

    model_config = by_example(PAUSE)

    reason: PauseReason
    reason_title: str
    note: str | None
    paused_at: Instant
    until: Instant
    resumed_at: Instant | None


class TicketClocksView(Output):
    """All clocks of a ticket, oldest first, and its pauses."""

    model_config = by_example(
        {
            "ticket_id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
            "merged_into_id": None,
            "due_at": "2026-11-30T16:30:00.000+08:00",
            "overdue": False,
            "clocks": [CLOCK],
            "pauses": [PAUSE],
        }
    )

    ticket_id: UUID
    merged_into_id: UUID | None = Field(description="The ticket under which it is handled now")
    due_at: Instant | None = Field(
        description="When the next thing is due, of a merged one by its lead; null: nothing is"
    )
    overdue: bool
    clocks: list[TicketClockView]
    pauses: list[TicketPauseView]
