"""What the community asks of WeChat."""

from dataclasses import dataclass
from typing import Protocol

DEFAULT_WIDTH = 430


@dataclass(frozen=True, slots=True)
class WeChatSession:
    """Who logged in. WeChat's session_key is dropped on arrival and exists nowhere in our code."""

    openid: str
    unionid: str | None
    """Only where the mini-program is bound to an Open Platform account."""


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
