"""Pure decisions about the talk on a ticket: until when, and what a word on an ended one does."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from shequ_api.features.tickets.public import ENDED_WELL, OPEN, TicketState
from shequ_api.kit.errors import NotNow

TALK_AFTER_END = timedelta(days=30)
"""How long after a ticket has ended its two sides may still write to each other."""


class TalkOver(NotNow):
    """The ticket ended long ago: what is new is a new ticket."""

    code, title = "ticket_talk_over", "诉求已结束较久，不能再留言；如有新情况请重新提交诉求"

    def __init__(self, **facts: Any) -> None:
        super().__init__(operation="file_ticket", **facts)


class Standing(NamedTuple):
    """What a word that is written now comes to."""

    open_until: datetime | None
    """Of an ended ticket: until when one may write; None while it is handled."""
    notice: str | None
    operation: str | None
    """Which operation does more than a word does."""


_WAITING = Standing(None, None, None)
_MERGED = Standing(
    None,
    "诉求已并入另一件一起办理，留言会由那一件的办理人看到；办结后请评价那一件，不满意的会有人回访",
    "set_my_ticket_rating",
)
_DROPPED = "诉求未进入办理，留言会转给社区，但不会重新受理；如有新情况请重新提交诉求"
_DONE = "诉求已办结，留言会转给办理人，但不会重新办理；问题没有解决的，请申请重新办理"
_ARCHIVED = "诉求已归档，留言会转给办理人；如有新情况请重新提交诉求"


def standing(state: str, changed_at: datetime) -> Standing:
    """What a word comes to on a ticket that stands in a state since some time."""
    if state in OPEN:
        return _WAITING
    if state == TicketState.MERGED:
        return _MERGED
    until = changed_at + TALK_AFTER_END
    if state in ENDED_WELL:
        return Standing(until, _DONE, "reopen_ticket")
    if state == TicketState.ARCHIVED:
        return Standing(until, _ARCHIVED, "file_ticket")
    return Standing(until, _DROPPED, "file_ticket")


def check_not_over(at: Standing, now: datetime) -> None:
    """Raises `TalkOver`."""
    if at.open_until is not None and now >= at.open_until:
        raise TalkOver
