"""Pushes: WeChat's own vectors, and what is not WeChat's."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from shequ_api.base.wechat.pushes import PushDoor, PushNotGenuine, Signed, signature_of
from shequ_api.dev.fake_wechat.contents import PushSetup, media_result, pushed

APPID, TOKEN = "wx0123456789abcdef", "shequtesttoken"
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
DOOR = PushDoor(TOKEN, KEY, APPID)
AT = datetime.fromtimestamp(1700000000, UTC)
SEALED = (
    "QCTqNwyPmqRu4xuyqVsja6zt/PGZ7dcGQGUVvxCMU00hUdTTbWIcx6wVN5q7CgLt8k7j+tBB5QkFDYTtjxz2WdGxbKoK"
    "RoXoo8/UZgLp7gftSXGw7aH/Slnllb1LgsEdrl+bIEWKag+vlFlGYHbmM31CgBYejLIaAl/cJM8j0bQp03x1qKlyJ+zv"
    "TTcsVqADDETBogcK7m/+BuVn1PBQZ4M85kVNgsR56FTqUX/be3qrO0wIlohyvnpEYN2ePoo461XKhqg1kSEPBnaWHsHG"
    "GDC3gzRpBDQIqh6iaQvJMCro3xSntx80oz6eNkymOpsLBCOhX/bon3LbLrluZPySNm3S6V3nxqTERMHihlHOYjtAmyln"
    "g2yf3/ZcqDVQiwB5"
)
MSG_SIGNATURE = "2708888b80133bdde30598e76659b809a5b5b888"


@pytest.mark.parametrize(
    ("timestamp", "nonce", "signature"),
    [
        ("1714036504", "1514711492", "f464b24fc39322e44b38aa78f5edd27bd1441696"),
        ("1714037059", "486452656", "899cf89e464efb63f54ddac96b0a0a235f53aa78"),
    ],
)
def test_the_platforms_own_signatures(timestamp: str, nonce: str, signature: str) -> None:
    """developers.weixin.qq.com, message-push: token AAAAA."""
    assert signature_of("AAAAA", timestamp, nonce) == signature
    now = datetime.fromtimestamp(int(timestamp), UTC)
    PushDoor("AAAAA", "", APPID).check(Signed(signature, timestamp, nonce), now)


def _signed(token: str = TOKEN, timestamp: str = "1700000000") -> Signed:
    return Signed(signature_of(token, timestamp, "42"), timestamp, "42")


def test_an_encrypted_push_is_read() -> None:
    message = json.loads(DOOR.read({"Encrypt": SEALED}, _signed(), MSG_SIGNATURE))
    assert (message["Event"], message["trace_id"]) == ("wxa_media_check", "t-1")


@pytest.mark.parametrize("later", [timedelta(minutes=11), -timedelta(minutes=11)])
def test_old_ones_and_ones_to_come_are_refused(later: timedelta) -> None:
    DOOR.check(_signed(), AT)
    with pytest.raises(PushNotGenuine):
        DOOR.check(_signed(), AT + later)


@pytest.mark.parametrize(
    "signed",
    [
        _signed(token="another"),
        Signed("", "1700000000", "42"),
        Signed("é" * 40, "1700000000", "42"),
        Signed(signature_of(TOKEN, "١٧٠٠", "42"), "١٧٠٠", "42"),
        Signed(signature_of(TOKEN, "9" * 400, "42"), "9" * 400, "42"),
    ],
)
def test_what_was_not_signed_is_refused(signed: Signed) -> None:
    with pytest.raises(PushNotGenuine):
        DOOR.check(signed, AT)


def test_without_a_token_nothing_is_genuine() -> None:
    signed = Signed(signature_of("", "1700000000", "42"), "1700000000", "42")
    with pytest.raises(PushNotGenuine):
        PushDoor("", "", APPID).check(signed, AT)


@pytest.mark.parametrize("sealed", ["", "AAAA", "not base64!", SEALED[:-4], SEALED[4:], 7, None])
def test_broken_ciphertexts_are_refused_even_when_signed(sealed: object) -> None:
    code = signature_of(TOKEN, "1700000000", "42", str(sealed))
    with pytest.raises(PushNotGenuine):
        DOOR.read({"Encrypt": sealed}, _signed(), code)


def test_a_push_for_another_app_is_refused() -> None:
    message = media_result("t-1", APPID, "oTEST", ("pass", 100), 0, AT)
    query, body = pushed(message, PushSetup(TOKEN, KEY), "wxanother", AT)
    signed = Signed(query["signature"], query["timestamp"], query["nonce"])
    DOOR.check(signed, AT)
    with pytest.raises(PushNotGenuine):
        DOOR.read(json.loads(body), signed, query["msg_signature"])
