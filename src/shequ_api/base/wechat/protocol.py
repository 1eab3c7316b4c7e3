"""What the community asks of WeChat."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Protocol

DEFAULT_WIDTH = 430


@dataclass(frozen=True, slots=True)
class WeChatSession:
    """Who logged in. WeChat's session_key is dropped on arrival and exists nowhere in our code."""

    openid: str
    unionid: str | None
    """Only where the mini-program is bound to an Open Platform account."""


@dataclass(frozen=True, slots=True)
class SubscriptionMessage:
    """What `subscribeMessage.send` carries; `fields` are WeChat's keys (thing1) with values."""

    openid: str
    template_id: str
    page: str
    fields: Mapping[str, str]


class SendOutcome(StrEnum):
    """What came of sending a subscription message."""

    SENT = "sent"
    UNSURE = "unsure"
    """No readable answer came: it may have been delivered. WeChat knows no repeats."""
    REFUSED = "refused"
    """The person refuses, or has no accept left there."""
    UNREACHABLE = "unreachable"
    """The openid is nobody's, or another app's."""
    FAULTY = "faulty"
    """The template, its fields or its page do not fit: no other message will fare better."""
    BUSY = "busy"
    """Not taken: the platform is away, or past a limit. Later."""


@dataclass(frozen=True, slots=True)
class SendResult:
    outcome: SendOutcome
    errcode: int = 0
    msgid: str | None = None
    """By which a push says later whether it arrived."""


class Suggestion(StrEnum):
    """What the platform thinks of a content."""

    PASS = "pass"  # noqa: S105 - WeChat's word
    REVIEW = "review"
    RISKY = "risky"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of msg_sec_check and the pushes of media_check_async; label 100 is nothing special."""

    suggestion: Suggestion
    label: int


class MediaKind(IntEnum):
    """What `media_check_async` is told that it fetches (`media_type`)."""

    AUDIO = 1
    """mp3, aac, ac3, wma, flac, vorbis, opus, wav."""
    IMAGE = 2
    """jpg, png, bmp, gif."""


class WeChat(Protocol):
    """Each call ends within 5 seconds with an answer or a Refusal of `errors`.

    Call it with no database transaction open.
    """

    async def session_of(self, js_code: str) -> WeChatSession:
        """Who stands behind a `wx.login` code (single use, 5 minutes).

        Refusals: CodeRefused, LoginBlocked, WeChatRateLimited, WeChatUnavailable.
        """

    async def phone_of(self, phone_code: str) -> str:
        """The 11-digit mainland number behind a phone button's code (single use, 5 minutes).

        Refusals: PhoneCodeRefused, PhoneCountryNotServed, WeChatRateLimited, WeChatUnavailable.
        """

    async def mini_program_code(
        self, scene: str, page: str, *, width: int = DEFAULT_WIDTH
    ) -> bytes:
        """An unlimited mini-program code as JPEG or PNG bytes.

        `scene`: 1-32 characters of WeChat's alphabet; `page`: a published page without leading
        slash and query; `width`: 280-1280 pixels.
        Refusals: CodePictureRefused, PageNotPublished, WeChatRateLimited, WeChatUnavailable.
        """

    async def send_subscription(self, message: SubscriptionMessage) -> SendResult:
        """Send one subscription message; what came of it, and no refusal.

        Source: developers.weixin.qq.com, subscribeMessage.send.
        """

    async def check_text(self, openid: str, text: str) -> Verdict | None:
        """What the platform thinks of what somebody wrote (msg_sec_check v2, scene of a forum), of
        any length. None: it judges nothing of theirs now (not theirs, or not seen for two hours).

        Refusals: WeChatRateLimited, WeChatUnavailable.
        """

    async def check_media(self, openid: str, url: str, kind: MediaKind) -> str | None:
        """The trace id under which the platform will push what it thinks of a picture or a spoken
        message, which it fetches (media_check_async v2). None: as of texts.

        Refusals: WeChatRateLimited, WeChatUnavailable.
        """
