"""Reading hostile answers: documented shapes pass, everything else is 503 and never a crash."""

from typing import Any

import pytest

from shequ_api.base.wechat.answers import (
    errcode_in,
    phone_in,
    picture_answer,
    session_in,
    token_in,
)
from shequ_api.base.wechat.errors import PhoneCodeRefused, WeChatUnavailable

INFO = {
    "phoneNumber": "13800138000",
    "purePhoneNumber": "13800138000",
    "countryCode": 86,
    "watermark": {"timestamp": 1700000000, "appid": "wx1"},
}


@pytest.mark.parametrize("errcode", [None, "0", 0.0, True, float("nan"), [], {}])
def test_errcodes_are_integers(errcode: object) -> None:
    with pytest.raises(WeChatUnavailable):
        errcode_in({"errcode": errcode})


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"openid": ""},
        {"openid": None},
        {"openid": 5},
        {"openid": "o\ud800"},
        {"openid": "o\x00"},
        {"openid": "o" * 65},
        {"openid": "o1\n"},
        {"openid": "o1", "unionid": ""},
        {"openid": "o1", "unionid": ["u"]},
    ],
)
def test_identities_that_could_not_be_stored_are_not_taken(answer: dict[str, Any]) -> None:
    with pytest.raises(WeChatUnavailable):
        session_in(answer)


@pytest.mark.parametrize(
    "change",
    [
        {"countryCode": None},
        {"countryCode": True},
        {"countryCode": 86.0},
        {"purePhoneNumber": 13800138000},
        {"purePhoneNumber": "+8613800138000"},
        {"purePhoneNumber": "１３８００１３８０００"},
        {"purePhoneNumber": "138001380001"},
        {"purePhoneNumber": None},
    ],
)
def test_phone_numbers_of_another_shape_are_not_taken(change: dict[str, Any]) -> None:
    assert phone_in({"phone_info": INFO}, "wx1") == "13800138000"
    with pytest.raises(WeChatUnavailable):
        phone_in({"phone_info": INFO | change}, "wx1")


@pytest.mark.parametrize("info", [None, [], "13800138000"])
def test_phone_info_is_an_object(info: object) -> None:
    with pytest.raises(WeChatUnavailable):
        phone_in({"phone_info": info}, "wx1")


def test_a_number_watermarked_for_another_app_is_refused() -> None:
    with pytest.raises(PhoneCodeRefused):
        phone_in({"phone_info": INFO}, "wx2")


@pytest.mark.parametrize(
    "answer",
    [
        {"access_token": "t"},
        {"access_token": "", "expires_in": 7200},
        {"access_token": "t\r\nX: y", "expires_in": 7200},
        {"access_token": "t", "expires_in": 0},
        {"access_token": "t", "expires_in": "7200"},
        {"access_token": "t", "expires_in": True},
        {"access_token": "t", "expires_in": 10**12},
    ],
)
def test_tokens_of_another_shape_are_not_taken(answer: dict[str, Any]) -> None:
    assert token_in({"access_token": "t" * 512, "expires_in": 7200}) == ("t" * 512, 7200)
    with pytest.raises(WeChatUnavailable):
        token_in(answer)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"GIF89a", b'{"errcode": 0}', b'{"picture": "x"}', b"[1]", b"[" * 100_000],
)
def test_what_is_neither_picture_nor_error_is_unreadable(body: bytes) -> None:
    with pytest.raises(WeChatUnavailable):
        picture_answer(body)


def test_an_error_in_place_of_a_picture_is_read() -> None:
    assert picture_answer(b' {"errcode": 41030, "errmsg": "invalid page"}')["errcode"] == 41030
