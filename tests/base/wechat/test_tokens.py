"""The client's access token: one fetch for many, early renewal, one retry, never by force."""

import asyncio
from datetime import timedelta

import pytest

from shequ_api.base.wechat.client import PHONE, PICTURE, TOKEN, WeChatApp, WeChatClient
from shequ_api.base.wechat.errors import WeChatUnavailable
from shequ_api.base.wechat.tokens import AccessTokens
from shequ_api.kit.outbound import Outbound
from tests.base.wechat.conftest import OUR_APP
from tests.serving import Hand, MovingClock

PHONE_NUMBER = "13800138000"


async def phone_once(wechat: WeChatClient, hand: Hand) -> str:
    return await wechat.phone_of(await hand.phone_code(PHONE_NUMBER))


async def test_twenty_calls_at_once_fetch_one_token(wechat: WeChatClient, hand: Hand) -> None:
    await asyncio.gather(*(phone_once(wechat, hand) for _ in range(20)))
    assert await hand.calls(TOKEN) == 1


@pytest.mark.parametrize("how", ["expired", "replaced"])
async def test_a_stale_token_costs_one_fetch_however_many_meet_it(
    wechat: WeChatClient, hand: Hand, how: str
) -> None:
    await phone_once(wechat, hand)
    await hand.end_token(how)
    numbers = await asyncio.gather(*(phone_once(wechat, hand) for _ in range(10)))
    assert set(numbers) == {PHONE_NUMBER}
    assert await hand.calls(TOKEN) == 2
    assert (await hand.state())["tokens_forced"] == {}


@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
async def test_one_retry_and_no_more(wechat: WeChatClient, hand: Hand, errcode: int) -> None:
    await hand.mishap("errcode", path=PHONE, errcode=errcode, times=3)
    with pytest.raises(WeChatUnavailable):
        await phone_once(wechat, hand)
    assert (await hand.calls(TOKEN), await hand.calls(PHONE)) == (2, 2)
    assert await phone_once(wechat, hand) == PHONE_NUMBER, "third mishap, then a retry that works"


async def test_the_token_is_renewed_before_its_end(
    wechat: WeChatClient, hand: Hand, clock: MovingClock
) -> None:
    await phone_once(wechat, hand)
    clock.move(seconds=7200 - 301)
    await phone_once(wechat, hand)
    assert await hand.calls(TOKEN) == 1
    clock.move(seconds=1)
    await phone_once(wechat, hand)
    state = await hand.state()
    assert state["calls"][TOKEN] == 2
    assert state["tokens_issued"] == {OUR_APP.appid: 2}
    assert state["calls"][PHONE] == 3, "no call met an expired token"


async def test_a_wrong_secret_is_our_trouble_and_not_the_callers(
    outbound: Outbound, clock: MovingClock, hand: Hand
) -> None:
    wechat = WeChatClient(outbound, WeChatApp(OUR_APP.appid, "wrong"), clock)
    with pytest.raises(WeChatUnavailable):
        await phone_once(wechat, hand)
    with pytest.raises(WeChatUnavailable):
        await wechat.session_of(await hand.login_code("anna"))
    assert "wrong" not in repr(wechat._app)


async def test_a_caller_who_leaves_does_not_take_the_others_token_along(
    wechat: WeChatClient, hand: Hand
) -> None:
    await hand.mishap("hang", path=TOKEN)
    code = await hand.phone_code(PHONE_NUMBER)
    leaver = asyncio.create_task(wechat.mini_program_code("s", "pages/index/index"))
    while not await hand.calls(TOKEN):  # noqa: ASYNC110 - seen over HTTP only
        await asyncio.sleep(0.01)
    stayer = asyncio.create_task(wechat.phone_of(code))
    await asyncio.sleep(0.02)
    leaver.cancel()
    assert await stayer == PHONE_NUMBER
    with pytest.raises(asyncio.CancelledError):
        await leaver
    assert await hand.calls(PICTURE) == 0


async def test_a_refetched_token_of_the_same_text_serves_those_who_were_refused_together(
    clock: MovingClock,
) -> None:
    fetches = 0

    async def fetch() -> tuple[str, int]:
        nonlocal fetches
        fetches += 1
        await asyncio.sleep(0)
        return "same-text", 100

    tokens = AccessTokens(fetch, clock)
    refused = await tokens.current()
    newer = await asyncio.gather(*(tokens.instead_of(refused) for _ in range(5)))
    assert fetches == 2
    assert len({id(token) for token in newer}) == 1
    assert refused.fresh_until == clock() + timedelta(seconds=50), "a short life is half used"
