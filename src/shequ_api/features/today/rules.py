"""Pure decisions about the day: what is urgent, and in what order one walks."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from shequ_api.base.day_work import WorkLine
from shequ_api.base.places.walking import walking_order

SOON = timedelta(hours=2)
COUNTED = 99
"""More than so many are “99+”: nobody does them today, so nobody counts them."""
READ_AT_MOST = COUNTED + 1
MARK_LENGTH = 12


class Urgency(StrEnum):
    OVERDUE = "overdue"
    SOON = "soon"
    TODAY = "today"
    LATER = "later"
    """Without a day by which it is to be done, or on another one."""


URGENCY_TITLES = {
    Urgency.OVERDUE: "已逾期",
    Urgency.SOON: "即将到期",
    Urgency.TODAY: "今日",
    Urgency.LATER: "不限当日",
}
RANK = {urgency: rank for rank, urgency in enumerate(Urgency)}


def urgency_of(due_at: datetime | None, now: datetime, ends_at: datetime) -> Urgency:
    """How urgent something is, by when it is due."""
    if due_at is None or due_at > ends_at:
        return Urgency.LATER
    if due_at <= now:
        return Urgency.OVERDUE
    return Urgency.SOON if due_at <= now + SOON else Urgency.TODAY


def in_order(
    lines: Sequence[WorkLine], now: datetime, ends_at: datetime
) -> list[tuple[Urgency, WorkLine]]:
    """The most urgent first; those alike in the order of walking."""
    judged = [(urgency_of(line.due_at, now, ends_at), line) for line in lines]
    judged.sort(key=lambda each: (RANK[each[0]], walking_order(each[1].place_code), each[1].id))
    return judged


def count_text(count: int) -> str:
    """A count as it is read: 7, or 99+."""
    return f"{COUNTED}+" if count > COUNTED else str(count)


def digest_of(shown: Any) -> str:
    """What something says, in a few signs: another text, another digest."""
    text = json.dumps(shown, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
