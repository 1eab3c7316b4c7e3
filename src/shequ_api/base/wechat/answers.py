"""Reading what WeChat answered: nothing that it sends is trusted to have its documented shape."""

import json
import logging
import re
from collections.abc import Mapping
from typing import Any

from shequ_api.base.wechat.errors import (
    FAULTY,
    REFUSED,
    SENT,
    UNREACHABLE,
    PhoneCodeRefused,
    PhoneCountryNotServed,
    Refusals,
    WeChatUnavailable,
)
from shequ_api.base.wechat.protocol import (
    SendOutcome,
    SendResult,
    Suggestion,
    Verdict,
    WeChatSession,
)

log = logging.getLogger(__name__)

Answer = Mapping[str, Any]

_IDENTITY = re.compile(r"[0-9A-Za-z_-]{1,64}")
_MAINLAND_PHONE = re.compile(r"1[0-9]{10}")
_TOKEN = re.compile(r"[\x21-\x7e]{1,2048}")
_NUMBER = re.compile(r"[0-9]{1,32}")
_TRACE = re.compile(r"[\x21-\x7e]{1,128}")
_TOKEN_SECONDS_MAX = 7200
_PICTURE_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


def errcode_in(answer: Answer) -> int:
    """WeChat's errcode; it may be absent from a success."""
    errcode = answer.get("errcode", 0)
    if type(errcode) is not int:
        raise _unreadable("errcode")
    return errcode


def refuse_by(refusals: Refusals, answer: Answer, asked: str) -> None:
    """Raise what an errcode means; return when there is none. `asked` is logged."""
    if errcode := errcode_in(answer):
        log.warning("wechat refused: %s: errcode %d", asked, errcode)
        raise refusals.get(errcode, WeChatUnavailable)


def session_in(answer: Answer) -> WeChatSession:
    """The session of a jscode2session success, which is: an openid is there."""
    openid, unionid = answer.get("openid"), answer.get("unionid")
    if not _matches(_IDENTITY, openid):
        raise _unreadable("openid")
    if unionid is not None and not _matches(_IDENTITY, unionid):
        raise _unreadable("unionid")
    return WeChatSession(openid=str(openid), unionid=unionid)


def phone_in(answer: Answer, appid: str) -> str:
    """The 11 digits of a getuserphonenumber success; refused if not from +86 or not for us."""
    info = answer.get("phone_info")
    if not isinstance(info, dict):
        raise _unreadable("phone_info")
    watermark = info.get("watermark")
    if isinstance(watermark, dict) and watermark.get("appid", appid) != appid:
        raise PhoneCodeRefused
    country = info.get("countryCode")
    if type(country) not in (str, int):
        raise _unreadable("countryCode")
    if str(country) != "86":
        raise PhoneCountryNotServed
    number = info.get("purePhoneNumber")
    if not _matches(_MAINLAND_PHONE, number):
        raise _unreadable("purePhoneNumber")
    return str(number)


def token_in(answer: Answer) -> tuple[str, int]:
    """The access token and its life in seconds."""
    value, seconds = answer.get("access_token"), answer.get("expires_in")
    if not _matches(_TOKEN, value):
        raise _unreadable("access_token")
    if type(seconds) is not int or not 0 < seconds <= _TOKEN_SECONDS_MAX:
        raise _unreadable("expires_in")
    return str(value), seconds


def sent_in(answer: Answer) -> SendResult:
    """What came of sending a subscription message. A success says so: without an errcode, nobody
    knows."""
    if "errcode" not in answer:
        raise _unreadable("errcode")
    errcode = errcode_in(answer)
    if errcode == SENT:
        return SendResult(SendOutcome.SENT, msgid=msgid_in(answer.get("msgid")))
    log.warning("wechat refused: subscription message: errcode %d", errcode)
    if errcode == REFUSED:
        return SendResult(SendOutcome.REFUSED, errcode)
    if errcode in UNREACHABLE:
        return SendResult(SendOutcome.UNREACHABLE, errcode)
    return SendResult(SendOutcome.FAULTY if errcode in FAULTY else SendOutcome.BUSY, errcode)


def msgid_in(value: object) -> str | None:
    """The platform's number of a message, which came as a number and as a text."""
    text = str(value) if type(value) is int else value
    return text if isinstance(text, str) and _NUMBER.fullmatch(text) else None


def verdict_in(answer: Answer) -> Verdict:
    """What the platform thinks of a content: `result` of an answer or of a push."""
    result = answer.get("result")
    if not isinstance(result, dict):
        raise _unreadable("result")
    label = result.get("label")
    # Seen as a number and as a text.
    if type(label) is str and label.isascii() and label.isdecimal() and len(label) < 10:
        label = int(label)
    if type(label) is not int or not 0 <= label < 2**31:
        raise _unreadable("label")
    suggestion = result.get("suggest")
    if suggestion not in set(Suggestion):
        raise _unreadable("suggest")
    return Verdict(Suggestion(suggestion), label)


def trace_in(answer: Answer) -> str:
    """The id under which a result will come."""
    trace_id = answer.get("trace_id")
    if not _matches(_TRACE, trace_id):
        raise _unreadable("trace_id")
    return str(trace_id)


def picture_answer(body: bytes) -> Answer:
    """`{"picture": bytes}` if a JPEG or PNG came, else the JSON error that came in its place.

    Judged by first bytes: content types vary.
    """
    if body.startswith(_PICTURE_STARTS):
        return {"picture": body}
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise _unreadable("picture") from None
    if not isinstance(answer, dict) or not errcode_in(answer):
        raise _unreadable("picture")
    return answer


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _unreadable(what: str) -> WeChatUnavailable:
    log.warning("wechat answered something unreadable: %s", what)
    return WeChatUnavailable()
