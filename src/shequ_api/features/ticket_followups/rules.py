"""Pure decisions about second looks."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil
from uuid import UUID

from shequ_api.blocks.workflow.rules import Flow, Step
from shequ_api.kit.clock import china_midnight

MOST_DRAWN = 200
"""Of one community and month: what nobody gets round to is no check."""
LEAST_ATTEMPTS = 2
"""Before somebody counts as not to be reached."""


class ReturnVisitState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    DROPPED = "dropped"


class CallOutcome(StrEnum):
    """What came of a call, as who called says."""

    CONTENT = "content"
    EXPLAINED = "explained"
    NOT_CONTENT = "not_content"
    NOT_REACHED = "not_reached"


class ReturnVisitOutcome(StrEnum):
    """How a visit ended."""

    CONTENT = "content"
    EXPLAINED = "explained"
    NOT_CONTENT = "not_content"
    NOT_REACHED = "not_reached"
    DROPPED = "dropped"
    """The ticket was reopened before anybody called."""


class ContactBy(StrEnum):
    """How whoever rated is reached."""

    PHONE = "phone"
    """By the number of theirs, or of who rated for them, that is shown on request."""
    TALK = "talk"
    """They left no name: by a message on the ticket."""
    NONE = "none"
    """No number of theirs is known any more."""


STATE_TITLES = {
    ReturnVisitState.WAITING: "待回访",
    ReturnVisitState.DONE: "已回访",
    ReturnVisitState.DROPPED: "不再需要",
}
OUTCOME_TITLES = {
    ReturnVisitOutcome.CONTENT: "认可办理结果",
    ReturnVisitOutcome.EXPLAINED: "解释后认可",
    ReturnVisitOutcome.NOT_CONTENT: "仍不满意",
    ReturnVisitOutcome.NOT_REACHED: "多次未联系上",
    ReturnVisitOutcome.DROPPED: "诉求已重新办理，无需回访",
}
_OPEN = frozenset({ReturnVisitState.WAITING})
FLOW = Flow(
    "return_visit",
    states=dict(STATE_TITLES.items()),
    opening=Step("open", "生成回访", frozenset(), ReturnVisitState.WAITING),
    steps=[
        Step("attempt", "未联系上", _OPEN, ReturnVisitState.WAITING),
        Step("finish", "登记回访结果", _OPEN, ReturnVisitState.DONE),
        Step("drop", "不再需要回访", _OPEN, ReturnVisitState.DROPPED, automatic=True),
    ],
)
STEP_TITLES = {step.name: step.title for step in (FLOW.opening, *FLOW.steps)}


def month_of(day: date) -> tuple[datetime, datetime]:
    """The instants between which a month of China lies; `day` is its first."""
    following = (day + timedelta(days=32)).replace(day=1)
    return china_midnight(day), china_midnight(following)


def size_of(population: int, percent: int) -> int:
    """How many are looked at: at least one, where there is one."""
    return min(MOST_DRAWN, population, max(1, ceil(population * percent / 100)))


def drawn(seed: str, ids: Collection[UUID], size: int) -> list[UUID]:
    """So many of these in an order that the seed alone decides: whoever has the seed and the
    population draws the same."""
    lots = {each: hashlib.sha256(f"{seed}/{each}".encode()).digest() for each in ids}
    return sorted(ids, key=lots.__getitem__)[:size]


def fingerprint(ids: Sequence[UUID]) -> str:
    """Of a population, so that it can be told to be the same."""
    return hashlib.sha256("\n".join(sorted(map(str, ids))).encode()).hexdigest()
