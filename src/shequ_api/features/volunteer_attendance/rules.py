"""How long somebody served, and whose word it still needs."""

from datetime import datetime, timedelta
from enum import StrEnum

FORGOTTEN_AFTER = timedelta(hours=24)
"""Who has not checked out by then has forgotten to, or has no signal: both can be mended."""


class MarkKind(StrEnum):
    IN = "in"
    OUT = "out"


class SessionState(StrEnum):
    OPEN = "open"
    UNFINISHED = "unfinished"
    SHORT = "short"
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


STATE_TITLES = {
    SessionState.OPEN: "服务中",
    SessionState.UNFINISHED: "未签退",
    SessionState.SHORT: "时间太短",
    SessionState.WAITING: "待确认",
    SessionState.CONFIRMED: "已确认",
    SessionState.REJECTED: "不予确认",
}
AWAITS_OUT = frozenset({SessionState.OPEN, SessionState.UNFINISHED})


class SessionDecision(StrEnum):
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


def whole_minutes(began_at: datetime, ended_at: datetime) -> int:
    """Begun minutes do not count: 59 seconds more are no minute more."""
    return int((ended_at - began_at).total_seconds() // 60)


def to_the_millisecond(instant: datetime) -> datetime:
    """An instant as precise as it is shown."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def state_after(
    minutes: int, worst_score: int, *, least: int, most: int, auto_score: int | None
) -> SessionState:
    """What becomes of a session when its volunteer checks out. What is longer than may count is
    looked at by somebody, however good its evidence is."""
    if minutes < least:
        return SessionState.SHORT
    good = auto_score is not None and worst_score >= auto_score
    return SessionState.CONFIRMED if good and minutes <= most else SessionState.WAITING
