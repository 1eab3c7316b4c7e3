"""The fake keeps the platform's contract, seen by a client that knows nothing of ours."""

import re
from io import BytesIO
from typing import Any

import httpx
import pytest
import zxingcpp
from PIL import Image

from shequ_api.dev.fake_wechat.app import fake_wechat
from shequ_api.dev.fake_wechat.quotas import Limits
from tests.base.wechat.conftest import BOUND_APP, OUR_APP
from tests.serving import Hand, MovingClock, served

LOGIN, TOKEN = "/sns/jscode2session", "/cgi-bin/stable_token"
PHONE, PICTURE = "/wxa/business/getuserphonenumber", "/wxa/getwxacodeunlimit"
CREDENTIALS = {"appid": OUR_APP.appid, "secret": OUR_APP.secret}
RID = re.compile(r" rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$")


async def login(http: httpx.AsyncClient, code: str, **change: str) -> dict[str, Any]:
    query = CREDENTIALS | {"js_code": code, "grant_type": "authorization_code"} | change
    return errors_have_rids(await http.get(LOGIN, params=query))


async def stable_token(http: httpx.AsyncClient, **change: Any) -> dict[str, Any]:
    body = CREDENTIALS | {"grant_type": "client_credential"} | change
    return errors_have_rids(await http.post(TOKEN, json=body))


async def token_of(http: httpx.AsyncClient, **change: Any) -> str:
    return str((await stable_token(http, **change))["access_token"])


def errors_have_rids(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200
    body = dict(answer.json())
    assert not body.get("errcode") or RID.search(body["errmsg"])
    return body


@pytest.mark.parametrize(
    ("change", "errcode"),
    [
        ({"appid": ""}, 41002),
        ({"secret": ""}, 41004),
        ({"js_code": ""}, 41008),
        ({"grant_type": "client_credential"}, 40002),
        ({"appid": "wxnobody"}, 40013),
        ({"secret": "wrong"}, 40125),
        ({"appid": BOUND_APP.appid, "secret": BOUND_APP.secret}, 40029),
    ],
)
async def test_login_errors_leave_the_code_unspent(
    http: httpx.AsyncClient, hand: Hand, change: dict[str, str], errcode: int
) -> None:
    code = await hand.login_code("anna")
    assert (await login(http, code, **change))["errcode"] == errcode
    body = await login(http, code)
    assert set(body) == {"openid", "session_key"}, "no errcode on success, no unionid unbound"
    assert re.fullmatch(r"o[0-9A-Za-z_-]{27}", body["openid"])
    assert (await login(http, code))["errcode"] == 40029


async def test_each_login_brings_a_new_session_key(http: httpx.AsyncClient, hand: Hand) -> None:
    first, second = [await login(http, await hand.login_code("anna")) for _ in range(2)]
    assert first["openid"] == second["openid"]
    assert first["session_key"] != second["session_key"]


async def test_development_codes_serve_once_without_minting(
    http: httpx.AsyncClient, hand: Hand
) -> None:
    body = await login(http, "dev:anna:r1")
    assert body["openid"] == await hand.openid("anna")
    assert (await login(http, "dev:anna:r1"))["errcode"] == 40029
    assert (await login(http, "dev:anna:r2"))["openid"] == body["openid"]
    for bad in ("dev:anna", "dev::r", "dev:anna:", "xdev:anna:r3"):
        assert (await login(http, bad))["errcode"] == 40029
    token = await token_of(http)
    for code, errcode in (("dev:13800138000:1", 0), ("dev:13800138000:1", 40029)):
        answer = await http.post(PHONE, params={"access_token": token}, json={"code": code})
        assert answer.json()["errcode"] == errcode
    answer = await http.post(PHONE, params={"access_token": token}, json={"code": "dev:anna:9"})
    assert answer.json()["errcode"] == 40029


async def test_normal_mode_repeats_the_token_and_the_old_one_outlives_its_renewal(
    http: httpx.AsyncClient, clock: MovingClock
) -> None:
    first = await stable_token(http)
    assert first["expires_in"] == 7200
    clock.move(seconds=6899)
    again = await stable_token(http)
    assert again == {"access_token": first["access_token"], "expires_in": 301}
    clock.move(seconds=1)
    renewed = await stable_token(http)
    assert renewed["access_token"] != first["access_token"]
    assert await picture_errcode(http, first["access_token"]) == 0
    clock.move(seconds=300)
    assert await picture_errcode(http, first["access_token"]) == 42001
    assert await picture_errcode(http, renewed["access_token"]) == 0


async def test_force_invalidates_at_once_and_is_rationed(clock: MovingClock) -> None:
    async with (
        served(fake_wechat(clock, limits=Limits(forced_tokens_per_day=2))) as url,
        httpx.AsyncClient(base_url=url, trust_env=False, verify=False) as http,
    ):
        old = await token_of(http)
        new = await token_of(http, force_refresh=True)
        assert old.split("_")[0] == "1"
        assert new.split("_")[0] == "2"
        assert await picture_errcode(http, old) == 40001
        clock.move(seconds=29)
        assert (await stable_token(http, force_refresh=True))["errcode"] == 45011
        assert await token_of(http) == new, "a refused force changes nothing"
        clock.move(seconds=1)
        assert await token_of(http, force_refresh=True) != new
        clock.move(seconds=30)
        assert (await stable_token(http, force_refresh=True))["errcode"] == 45009
        assert (await Hand(http).state())["tokens_forced"] == {OUR_APP.appid: 2}


async def picture_errcode(http: httpx.AsyncClient, token: str, **body: Any) -> int:
    answer = await http.post(
        PICTURE, params={"access_token": token}, json={"scene": "s", "width": 280} | body
    )
    if answer.headers["content-type"].startswith("image/"):
        return 0
    return int(errors_have_rids(answer)["errcode"])


@pytest.mark.parametrize("path", [PHONE, PICTURE])
async def test_tokens_and_bodies_are_asked_for(http: httpx.AsyncClient, path: str) -> None:
    token = await token_of(http)
    unknown = f"9_{'x' * 128}"
    for query, errcode in (
        ({}, 41001),
        ({"access_token": "?"}, 40014),
        ({"access_token": unknown}, 40001),
    ):
        answer = await http.post(path, params=query, json={"code": "c"})
        assert errors_have_rids(answer)["errcode"] == errcode
    query = {"access_token": token}
    for content, errcode in ((b"", 44002), (b"{", 47001), (b"[]", 47001), (b"[" * 99_999, 47001)):
        answer = await http.post(path, params=query, content=content)
        assert errors_have_rids(answer)["errcode"] == errcode
    assert errors_have_rids(await http.get(path, params=query))["errcode"] == 43002


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({"scene": ""}, 40169),
        ({"scene": "x" * 33}, 40169),
        ({"scene": 5}, 40169),
        ({"scene": None}, 40169),
        ({"scene": "a%20b"}, 40129),
        ({"scene": "楼栋"}, 40129),
        ({"scene": "a\n"}, 40129),
        ({"page": "/pages/index/index"}, 41030),
        ({"page": "pages/index/index?a=1"}, 41030),
        ({"page": "pages/nowhere"}, 41030),
        ({"page": "pages/nowhere", "check_path": False}, 0),
        ({"page": "pages/x?scancode_time=1"}, 85096),
        ({"env_version": "formal"}, 40097),
        ({"width": 279}, 40097),
        ({"width": "430"}, 47001),
        ({"check_path": 1}, 47001),
        ({"line_color": {"r": 256, "g": 0, "b": 0}}, 40097),
        ({"line_color": {"r": "10", "g": 0, "b": 0}}, 0),
        ({"page": "pages/index/index", "width": 1280}, 0),
    ],
)
async def test_picture_rules(http: httpx.AsyncClient, body: dict[str, Any], errcode: int) -> None:
    assert await picture_errcode(http, await token_of(http), **body) == errcode


async def test_a_transparent_picture_is_a_png_that_reads(http: httpx.AsyncClient) -> None:
    answer = await http.post(
        PICTURE,
        params={"access_token": await token_of(http)},
        json={"scene": "b=12", "is_hyaline": True},
    )
    assert answer.headers["content-type"] == "image/png"
    with Image.open(BytesIO(answer.content)) as image:
        assert (image.format, image.size, image.mode) == ("PNG", (430, 430), "RGBA")
        page = Image.new("RGBA", image.size, "white")
        page.alpha_composite(image)
    assert zxingcpp.read_barcodes(page.convert("L"))[0].text == "b=12"


async def test_malformed_orders_to_the_fake_are_told_so(http: httpx.AsyncClient) -> None:
    for path, body in (
        ("login_codes", {}),
        ("login_codes", {"user": "a", "appid": "wxnobody"}),
        ("phone_codes", {"phone": "none"}),
        ("mishaps", {"kind": "sunshine"}),
        ("token_end", {"how": "gently"}),
    ):
        answer = await http.post(f"/_fake/{path}", json=body)
        assert answer.status_code == 422, path


async def test_mishaps_come_in_order_for_their_path_and_can_be_called_off(
    http: httpx.AsyncClient, hand: Hand
) -> None:
    await hand.mishap("errcode", path=TOKEN, errcode=-1)
    await hand.mishap("status", status=500, times=2)
    assert (await http.get(LOGIN)).status_code == 500
    assert (await stable_token(http))["errcode"] == -1
    assert (await hand.state())["mishaps_pending"] == 1
    await http.delete("/_fake/mishaps")
    assert await token_of(http)
