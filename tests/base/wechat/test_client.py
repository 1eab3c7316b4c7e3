"""WeChatClient against the fake platform over real HTTP."""

import asyncio
import logging
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from shequ_api.base.wechat.client import LOGIN, PHONE, PICTURE, TOKEN, WeChatApp, WeChatClient
from shequ_api.base.wechat.errors import (
    CodePictureRefused,
    CodeRefused,
    LoginBlocked,
    PageNotPublished,
    PhoneCodeRefused,
    PhoneCountryNotServed,
    WeChatRateLimited,
    WeChatUnavailable,
)
from shequ_api.base.wechat.protocol import WeChat
from shequ_api.kit.errors import Refusal
from shequ_api.kit.outbound import Outbound
from tests.base.wechat.conftest import BOUND_APP, LIMITS, OUR_APP, SISTER_APP
from tests.serving import Hand, MovingClock

PAGE = "pages/scan/index"
SCENE = "1Zm9vYmFyYmF6cXV4LXF1dXV4"
PHONE_NUMBER = "13800138000"


async def test_a_login_code_serves_once_and_names_the_same_user_each_time(
    wechat: WeChatClient, hand: Hand
) -> None:
    asked: WeChat = wechat
    code = await hand.login_code("anna")
    session = await asked.session_of(code)
    assert session.openid == await hand.openid("anna")
    assert session.unionid is None
    with pytest.raises(CodeRefused):
        await asked.session_of(code)
    assert await asked.session_of(await hand.login_code("anna")) == session
    assert await asked.session_of(await hand.login_code("bert")) != session
    assert await hand.calls(LOGIN) == 4, "a refused code is not tried again"


async def test_unionid_joins_the_apps_of_one_open_platform(
    outbound: Outbound, clock: MovingClock, hand: Hand
) -> None:
    sessions = [
        await WeChatClient(outbound, WeChatApp(app.appid, app.secret), clock).session_of(
            await hand.login_code("anna", appid=app.appid)
        )
        for app in (BOUND_APP, SISTER_APP)
    ]
    assert sessions[0].openid != sessions[1].openid
    assert sessions[0].unionid is not None
    assert sessions[0].unionid == sessions[1].unionid


async def test_old_foreign_and_invented_codes_are_refused(
    wechat: WeChatClient, hand: Hand, clock: MovingClock
) -> None:
    old = await hand.login_code("anna")
    foreign = await hand.login_code("anna", appid=BOUND_APP.appid)
    clock.move(minutes=5)
    for code in (old, foreign, "0a3invented"):
        with pytest.raises(CodeRefused):
            await wechat.session_of(code)


@pytest.mark.parametrize("code", ["", "a b", "\ud800", "\x00", "码", "x" * 257, "line\n"])
async def test_codes_that_cannot_be_codes_are_not_sent(
    wechat: WeChatClient, hand: Hand, code: str
) -> None:
    with pytest.raises(CodeRefused):
        await wechat.session_of(code)
    with pytest.raises(PhoneCodeRefused):
        await wechat.phone_of(code)
    assert (await hand.state())["calls"] == {}


@pytest.mark.parametrize(
    ("errcode", "refusal", "status", "calls"),
    [
        (-1, WeChatUnavailable, 503, 3),
        (45011, WeChatRateLimited, 429, 3),
        (40029, CodeRefused, 401, 1),
        (40163, CodeRefused, 401, 1),
        (40226, LoginBlocked, 403, 1),
        (40013, WeChatUnavailable, 503, 1),
        (40125, WeChatUnavailable, 503, 1),
        (40001, WeChatUnavailable, 503, 1),
        (99999, WeChatUnavailable, 503, 1),
    ],
)
async def test_login_errcodes(
    wechat: WeChatClient,
    hand: Hand,
    errcode: int,
    refusal: type[Refusal],
    status: int,
    calls: int,
) -> None:
    await hand.mishap("errcode", errcode=errcode, times=9)
    with pytest.raises(refusal) as refused:
        await wechat.session_of(await hand.login_code("anna"))
    assert type(refused.value) is refusal
    assert refused.value.status == status
    assert ("Retry-After" in refused.value.headers) == (status in (429, 503))
    assert await hand.calls(LOGIN) == calls


async def test_a_short_busy_spell_is_waited_out(wechat: WeChatClient, hand: Hand) -> None:
    await hand.mishap("errcode", errcode=-1)
    await hand.mishap("errcode", errcode=45011)
    session = await wechat.session_of(await hand.login_code("anna"))
    assert session.openid == await hand.openid("anna")


async def test_a_risky_user_and_a_hurried_user(wechat: WeChatClient, hand: Hand) -> None:
    with pytest.raises(LoginBlocked):
        await wechat.session_of(await hand.login_code("rick", blocked=True))
    for _ in range(LIMITS.logins_per_user_minute):
        await wechat.session_of(await hand.login_code("anna"))
    with pytest.raises(WeChatRateLimited):
        await wechat.session_of(await hand.login_code("anna"))
    await wechat.session_of(await hand.login_code("bert"))


BAD_DAYS = {
    "hang": "deadline passed",
    "drip": "deadline passed",
    "lost": "deadline passed",
    "status": "status 502",
    "garbage": "not JSON",
    "array": "not JSON",
    "redirect": "status 302",
    "huge": "body too large",
    "gzip": "encoded body",
}


@pytest.mark.parametrize("kind", list(BAD_DAYS))
async def test_whatever_wechat_does_the_answer_is_503_in_time(
    wechat: WeChatClient, hand: Hand, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    code = await hand.login_code("anna")
    await hand.mishap(kind)
    async with asyncio.timeout(2):
        with pytest.raises(WeChatUnavailable) as refused:
            await wechat.session_of(code)
    assert "127.0.0.1" not in f"{refused.value} {refused.value.facts}"
    assert await hand.calls("/_fake/trap") == 0
    ours = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith(("shequ", "http")))
    assert f"{LOGIN}: {BAD_DAYS[kind]}" in ours
    assert OUR_APP.secret not in ours
    assert code not in ours
    if kind == "lost":
        with pytest.raises(CodeRefused):
            await wechat.session_of(code)
    else:
        assert (await wechat.session_of(code)).openid


@pytest.mark.parametrize("kind", list(BAD_DAYS))
@pytest.mark.parametrize("path", [TOKEN, PICTURE])
async def test_bad_days_of_the_token_and_of_pictures(
    wechat: WeChatClient, hand: Hand, kind: str, path: str
) -> None:
    await hand.mishap(kind, path=path)
    async with asyncio.timeout(2):
        with pytest.raises(WeChatUnavailable):
            await wechat.mini_program_code(SCENE, PAGE)
        assert await wechat.mini_program_code(SCENE, PAGE)


async def test_one_deadline_covers_token_call_and_retries(
    outbound: Outbound, clock: MovingClock, hand: Hand
) -> None:
    """Each step alone would be in time."""
    app = WeChatApp(OUR_APP.appid, OUR_APP.secret)
    slow = WeChatClient(outbound, app, clock, pauses=(0.5, 0.5))
    await hand.mishap("errcode", path=TOKEN)
    await hand.mishap("errcode", path=PHONE)
    code = await hand.phone_code(PHONE_NUMBER)
    async with asyncio.timeout(0.95):
        with pytest.raises(WeChatUnavailable):
            await slow.phone_of(code)
    assert await slow.phone_of(code) == PHONE_NUMBER


async def test_a_phone_code_gives_the_number_once(wechat: WeChatClient, hand: Hand) -> None:
    code = await hand.phone_code(PHONE_NUMBER)
    assert await wechat.phone_of(code) == PHONE_NUMBER
    with pytest.raises(PhoneCodeRefused):
        await wechat.phone_of(code)
    assert await wechat.phone_of(await hand.phone_code(PHONE_NUMBER, country_code=86))


async def test_foreign_phones_and_foreign_codes(
    wechat: WeChatClient, hand: Hand, clock: MovingClock
) -> None:
    for country in ("852", 1, "0086"):
        with pytest.raises(PhoneCountryNotServed):
            await wechat.phone_of(await hand.phone_code("51234567", country_code=country))
    with pytest.raises(PhoneCodeRefused):
        await wechat.phone_of(await hand.phone_code(PHONE_NUMBER, appid=BOUND_APP.appid))
    login_code = await hand.login_code("anna")
    with pytest.raises(PhoneCodeRefused):
        await wechat.phone_of(login_code)
    old = await hand.phone_code(PHONE_NUMBER)
    clock.move(minutes=5, seconds=1)
    with pytest.raises(PhoneCodeRefused):
        await wechat.phone_of(old)


async def test_a_mini_program_code_is_a_picture_of_its_scene(
    wechat: WeChatClient, hand: Hand
) -> None:
    scene = "aZ09!#$&'()*+,/:;=?@-._~12345678"
    assert len(scene) == 32
    with Image.open(BytesIO(await wechat.mini_program_code(scene, PAGE, width=280))) as image:
        assert (image.format, image.size) == ("JPEG", (280, 280))
        assert [read.text for read in zxingcpp.read_barcodes(image)] == [scene]


@pytest.mark.parametrize(
    ("scene", "page", "width"),
    [
        ("", PAGE, 430),
        ("x" * 33, PAGE, 430),
        ("a%20b", PAGE, 430),
        ("楼", PAGE, 430),
        ("code\n", PAGE, 430),
        (SCENE, "/pages/scan/index", 430),
        (SCENE, "pages/scan/index?a=1", 430),
        (SCENE, "", 430),
        (SCENE, PAGE, 279),
        (SCENE, PAGE, 1281),
    ],
)
async def test_pictures_against_the_rules_are_not_asked_for(
    wechat: WeChatClient, hand: Hand, scene: str, page: str, width: int
) -> None:
    with pytest.raises(CodePictureRefused):
        await wechat.mini_program_code(scene, page, width=width)
    assert (await hand.state())["calls"] == {}


async def test_pages_not_yet_published_and_the_minute_quota(
    wechat: WeChatClient, hand: Hand, clock: MovingClock
) -> None:
    with pytest.raises(PageNotPublished):
        await wechat.mini_program_code(SCENE, "pages/new/index")
    await hand.publish("pages/new/index")
    for _ in range(LIMITS.code_pictures_per_minute - 1):
        await wechat.mini_program_code(SCENE, "pages/new/index")
    with pytest.raises(WeChatRateLimited) as limited:
        await wechat.mini_program_code(SCENE, PAGE)
    assert limited.value.headers["Retry-After"] == "60"
    clock.move(minutes=1)
    assert await wechat.mini_program_code(SCENE, PAGE)


async def test_an_answer_without_errcode_and_openid_is_no_login(
    wechat: WeChatClient, hand: Hand
) -> None:
    await hand.mishap("errcode", errcode=0)
    with pytest.raises(WeChatUnavailable):
        await wechat.session_of(await hand.login_code("anna"))
    await hand.mishap("errcode", errcode=0, path=PHONE)
    with pytest.raises(WeChatUnavailable):
        await wechat.phone_of(await hand.phone_code(PHONE_NUMBER))
    await hand.mishap("errcode", errcode=0, path=PICTURE)
    with pytest.raises(WeChatUnavailable):
        await wechat.mini_program_code(SCENE, PAGE)
