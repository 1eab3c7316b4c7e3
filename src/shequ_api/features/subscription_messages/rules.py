"""Pure decisions: what becomes of a send, and whom to ask for what."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

ASKED_AT_ONCE = 5
"""Templates in one wx.requestSubscribeMessage."""
REFUSALS_HEEDED = 3
"""Who refused so often in a row is not asked again by us; the settings are always there."""


class SendState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNSURE = "unsure"
    REFUSED = "refused"
    NO_CREDIT = "no_credit"
    SEEN = "seen"
    """Read in the app before it was sent."""
    UNREACHABLE = "unreachable"
    STALE = "stale"
    """It could not be sent as long as it was news."""
    FAILED = "failed"
    """WeChat took it, and says that it never arrived."""


class Answer(StrEnum):
    """Of a person to wx.requestSubscribeMessage."""

    ACCEPT = "accept"
    REJECT = "reject"
    BAN = "ban"
    """The template is switched off in WeChat's own settings."""
    FILTER = "filter"
    """WeChat did not show it beside another of the same title."""


class Standing(NamedTuple):
    """How a person stands to a template."""

    template_id: UUID
    title: str
    lasting: bool
    credits: int
    wanted: int
    ask_again_days: int
    answers: Collection[tuple[str, datetime]]
    """The latest first."""


def asks(standing: Standing, now: datetime) -> bool:
    """Whether the mini-program should ask for it now: never again by each event."""
    latest = [answer for answer in standing.answers if answer[0] != Answer.FILTER]
    if not latest:
        return True
    answer, at = latest[0]
    if answer == Answer.ACCEPT:
        return not standing.lasting and standing.credits < standing.wanted
    if answer == Answer.BAN:
        return False
    refused = [each for each, _ in latest[:REFUSALS_HEEDED]]
    if refused.count(Answer.REJECT) == REFUSALS_HEEDED:
        return False
    return now - at >= timedelta(days=standing.ask_again_days)


def to_ask(standings: Collection[Standing], now: datetime) -> list[Standing]:
    """Which to ask for in one tap: those with the fewest credits first; lasting ones and others
    cannot be asked for together."""
    wanted = [each for each in standings if asks(each, now)]
    once = [each for each in wanted if not each.lasting]
    chosen = once or wanted
    return sorted(chosen, key=lambda each: (each.credits, each.title))[:ASKED_AT_ONCE]
