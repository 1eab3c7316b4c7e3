"""Reading what WeChat pushes about subscription messages: who answered what, and what arrived.

developers.weixin.qq.com, subscribe-message, 订阅消息事件推送. In JSON the payload is `List`: an
object where it is one, an array where there are several; numbers come as texts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from shequ_api.base.wechat.answers import msgid_in
from shequ_api.base.wechat.errors import WeChatUnavailable

POPUP, CHANGE, SENT = (
    "subscribe_msg_popup_event",
    "subscribe_msg_change_event",
    "subscribe_msg_sent_event",
)
MOST_ITEMS = 20
LONGEST_ID = 128


@dataclass(frozen=True, slots=True)
class SubscriptionNews:
    """What one push tells: of whom, when by WeChat's clock, and its items as they came."""

    openid: str = field(repr=False)
    at: datetime
    items: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Whether a message arrived; an errcode of 0: it did."""

    template_id: str
    msgid: str
    errcode: int


def news_in(message: Mapping[str, Any]) -> SubscriptionNews:
    """WeChatUnavailable: it cannot be read."""
    openid, at = message.get("FromUserName"), _number(message.get("CreateTime"))
    items = message.get("List")
    items = items if isinstance(items, list) else [items]
    if not (isinstance(openid, str) and 0 < len(openid) <= LONGEST_ID and at is not None):
        raise WeChatUnavailable
    known = tuple(each for each in items[:MOST_ITEMS] if isinstance(each, dict))
    return SubscriptionNews(openid, datetime.fromtimestamp(at, UTC), known)


def answers_in(news: SubscriptionNews) -> dict[str, str]:
    """Template → `accept` or `reject`, as it was answered or changed."""
    found = ((each.get("TemplateId"), each.get("SubscribeStatusString")) for each in news.items)
    return {
        template_id: str(answer)
        for template_id, answer in found
        if isinstance(template_id, str) and answer in ("accept", "reject")
    }


def arrivals_in(news: SubscriptionNews) -> Iterator[Arrival]:
    """What came of messages."""
    for each in news.items:
        template_id, errcode = each.get("TemplateId"), _number(each.get("ErrorCode"))
        msgid = msgid_in(each.get("MsgID"))
        if isinstance(template_id, str) and msgid is not None and errcode is not None:
            yield Arrival(template_id, msgid, errcode)


def _number(value: object) -> int | None:
    """A whole number of at most ten digits, or such a text."""
    text = str(value) if type(value) in (int, str) else ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 10 else None
