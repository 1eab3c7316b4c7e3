"""Sending subscription messages: what WeChat says, and what it does not."""

import re
from typing import Any

import pytest

from shequ_api.base.wechat.client import SEND, WeChatApp, WeChatClient
from shequ_api.base.wechat.protocol import SendOutcome, SubscriptionMessage
from shequ_api.kit.outbound import Outbound
from tests.base.wechat.conftest import OUR_APP
from tests.serving import Hand, MovingClock

USER, TEMPLATE = "甲", "template-1"


@pytest.fixture
async def openid(hand: Hand) -> str:
    """Somebody who allowed one send."""
    await hand.template(TEMPLATE, ["thing1", "phrase2"])
    await hand.answers(USER, TEMPLATE)
    return await hand.openid(USER)


def message(openid: str, **more: Any) -> SubscriptionMessage:
    given = {
        "openid": openid,
        "template_id": TEMPLATE,
        "page": "pages/index/index?about=ticket",
        "fields": {"thing1": "停水通知", "phrase2": "重要通知"},
    }
    return SubscriptionMessage(**(given | more))


async def test_one_accept_is_one_send(wechat: WeChatClient, hand: Hand, openid: str) -> None:
    assert (await wechat.send_subscription(message(openid))).outcome == SendOutcome.SENT
    second = await wechat.send_subscription(message(openid))
    assert (second.outcome, second.errcode) == (SendOutcome.REFUSED, 43101)
    await hand.answers(USER, TEMPLATE, "ban")
    await hand.answers(USER, TEMPLATE, "reject")
    assert len(await hand.delivered(TEMPLATE)) == 1


@pytest.mark.parametrize(
    ("more", "errcode"),
    [
        ({"template_id": "unknown"}, 40037),
        ({"page": "pages/absent/index"}, 41030),
        ({"fields": {"thing1": "停水通知"}}, 47003),
        ({"fields": {"thing1": "一" * 21, "phrase2": "重要通知"}}, 47003),
        ({"fields": {"thing1": "停水通知", "phrase2": "ok"}}, 47003),
        ({"fields": {"thing1": "", "phrase2": "重要通知"}}, 47003),
    ],
)
async def test_what_does_not_fit_uses_nothing_up(
    wechat: WeChatClient, openid: str, more: dict[str, Any], errcode: int
) -> None:
    result = await wechat.send_subscription(message(openid, **more))
    assert (result.outcome, result.errcode) == (SendOutcome.FAULTY, errcode)
    assert (await wechat.send_subscription(message(openid))).outcome == SendOutcome.SENT


async def test_nobodys_openid(wechat: WeChatClient, openid: str) -> None:
    result = await wechat.send_subscription(message("x"))
    assert (result.outcome, result.errcode) == (SendOutcome.UNREACHABLE, 40003)
    assert re.fullmatch("o.{27}", openid)


@pytest.mark.parametrize(
    ("mishap", "outcome"),
    [
        ({"kind": "errcode", "errcode": -1}, SendOutcome.BUSY),
        ({"kind": "errcode", "errcode": 45009}, SendOutcome.BUSY),
        ({"kind": "status", "status": 502}, SendOutcome.UNSURE),
        ({"kind": "garbage"}, SendOutcome.UNSURE),
        ({"kind": "array"}, SendOutcome.UNSURE),
        ({"kind": "redirect"}, SendOutcome.UNSURE),
        ({"kind": "hang", "seconds": 2}, SendOutcome.UNSURE),
        ({"kind": "lost", "seconds": 2}, SendOutcome.UNSURE),
    ],
)
async def test_bad_days(
    wechat: WeChatClient, hand: Hand, openid: str, mishap: dict[str, Any], outcome: SendOutcome
) -> None:
    """No send is asked for twice by the client itself: that is for whoever counts the accepts."""
    await hand.mishap(**mishap, path=SEND)
    assert (await wechat.send_subscription(message(openid))).outcome == outcome
    assert await hand.calls(SEND) == 1


async def test_without_a_token_nothing_was_sent(
    wechat: WeChatClient, hand: Hand, openid: str
) -> None:
    await hand.mishap("status", path="/cgi-bin/stable_token", status=502)
    assert (await wechat.send_subscription(message(openid))).outcome == SendOutcome.BUSY
    for how in ("expired", "replaced"):
        await hand.answers(USER, TEMPLATE)
        await hand.end_token(how)
        assert (await wechat.send_subscription(message(openid))).outcome == SendOutcome.SENT


async def test_a_host_that_is_not_there(clock: MovingClock, openid: str) -> None:
    async with Outbound("http://127.0.0.1:9", deadline_seconds=0.6) as nowhere:
        client = WeChatClient(nowhere, WeChatApp(OUR_APP.appid, OUR_APP.secret), clock)
        assert (await client.send_subscription(message(openid))).outcome == SendOutcome.BUSY
