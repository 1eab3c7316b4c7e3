"""WeChat over HTTP: the real platform, or the development fake under another base address."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Literal

from shequ_api.base.wechat.answers import (
    Answer,
    errcode_in,
    phone_in,
    picture_answer,
    refuse_by,
    sent_in,
    session_in,
    token_in,
    trace_in,
    verdict_in,
)
from shequ_api.base.wechat.errors import (
    BUSY,
    CONTENT_REFUSALS,
    LOGIN_REFUSALS,
    NOT_JUDGED,
    PHONE_REFUSALS,
    PICTURE_REFUSALS,
    TOKEN_STALE,
    CodePictureRefused,
    CodeRefused,
    PhoneCodeRefused,
    WeChatUnavailable,
)
from shequ_api.base.wechat.pieces import pieces_of, severity
from shequ_api.base.wechat.protocol import (
    DEFAULT_WIDTH,
    MediaKind,
    SendOutcome,
    SendResult,
    SubscriptionMessage,
    Verdict,
    WeChatSession,
)
from shequ_api.base.wechat.tokens import AccessTokens
from shequ_api.kit.outbound import Outbound, OutboundFailed, OutboundUnreached, within

LOGIN = "/sns/jscode2session"
TOKEN = "/cgi-bin/stable_token"  # noqa: S105 - a path
PHONE = "/wxa/business/getuserphonenumber"
PICTURE = "/wxa/getwxacodeunlimit"
TEXT_CHECK = "/wxa/msg_sec_check"
MEDIA_CHECK = "/wxa/media_check_async"
SEND = "/cgi-bin/message/subscribe/send"

FORUM = 3
"""A scene of content checks."""
_CODE = re.compile(r"[\x21-\x7e]{1,256}")
_SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}")
_PAGE = re.compile(r"[0-9A-Za-z_\-][0-9A-Za-z_\-/]{0,127}")
_WIDTHS = range(280, 1281)
_STATES = {"release": "formal", "trial": "trial", "develop": "developer"}
"""Of sending, in other words than those of pictures."""


@dataclass(frozen=True, slots=True)
class WeChatApp:
    """The mini-program's credentials."""

    appid: str
    secret: str = field(repr=False)
    env_version: Literal["release", "trial", "develop"] = "release"
    fetches_from: str = ""
    """`https://<domain>` of ours, where the platform fetches what it is to judge."""


class WeChatClient:
    """Implements `protocol.WeChat`. `pauses` are the seconds before each retry of a busy answer."""

    lasting: ClassVar[bool] = True

    def __init__(
        self,
        outbound: Outbound,
        app: WeChatApp,
        clock: Callable[[], datetime],
        *,
        pauses: Sequence[float] = (0.2, 0.6),
    ) -> None:
        self._outbound = outbound
        self._app = app
        self._pauses = tuple(pauses)
        self._tokens = AccessTokens(self._fetch_token, clock)

    async def session_of(self, js_code: str) -> WeChatSession:
        if not _CODE.fullmatch(js_code):
            raise CodeRefused
        query = {
            "appid": self._app.appid,
            "secret": self._app.secret,
            "js_code": js_code,
            "grant_type": "authorization_code",
        }
        async with self._in_time(LOGIN):
            answer = await self._patiently(lambda: self._outbound.get_json(LOGIN, params=query))
        refuse_by(LOGIN_REFUSALS, answer, LOGIN)
        return session_in(answer)

    async def phone_of(self, phone_code: str) -> str:
        if not _CODE.fullmatch(phone_code):
            raise PhoneCodeRefused

        async def ask(token: str) -> Answer:
            return await self._outbound.post_json(
                PHONE, params={"access_token": token}, body={"code": phone_code}
            )

        async with self._in_time(PHONE):
            answer = await self._with_token(ask)
        refuse_by(PHONE_REFUSALS, answer, PHONE)
        return phone_in(answer, self._app.appid)

    async def mini_program_code(
        self, scene: str, page: str, *, width: int = DEFAULT_WIDTH
    ) -> bytes:
        if not (_SCENE.fullmatch(scene) and _PAGE.fullmatch(page) and width in _WIDTHS):
            raise CodePictureRefused
        body = {
            "scene": scene,
            "page": page,
            "width": width,
            "env_version": self._app.env_version,
            "check_path": self._app.env_version == "release",
        }

        async def ask(token: str) -> Answer:
            return picture_answer(
                await self._outbound.post_for_bytes(
                    PICTURE, params={"access_token": token}, body=body
                )
            )

        async with self._in_time(PICTURE):
            answer = await self._with_token(ask)
        refuse_by(PICTURE_REFUSALS, answer, PICTURE)
        return bytes(answer["picture"])

    async def send_subscription(self, message: SubscriptionMessage) -> SendResult:
        body = {
            "touser": message.openid,
            "template_id": message.template_id,
            "page": message.page,
            "data": {key: {"value": value} for key, value in message.fields.items()},
            "miniprogram_state": _STATES[self._app.env_version],
            "lang": "zh_CN",
        }

        async def ask(token: str) -> Answer:
            asked.append(token)
            return await self._outbound.post_json(SEND, params={"access_token": token}, body=body)

        asked: list[str] = []
        try:
            async with within(self._outbound.deadline_seconds, SEND):
                return sent_in(await self._with_token(ask, patient=False))
        except OutboundUnreached:
            return SendResult(SendOutcome.BUSY)
        except (OutboundFailed, WeChatUnavailable):
            # Before the token was there, nothing was sent.
            return SendResult(SendOutcome.UNSURE if asked else SendOutcome.BUSY)

    async def check_text(self, openid: str, text: str) -> Verdict | None:
        worst = None
        for piece in pieces_of(text):
            body = {"version": 2, "scene": FORUM, "openid": openid, "content": piece}
            answer = await self._judged(TEXT_CHECK, body)
            if answer is None:
                return None
            found = verdict_in(answer)
            worst = found if worst is None else max(worst, found, key=severity)
        return worst

    async def check_media(self, openid: str, url: str, kind: MediaKind) -> str | None:
        body = {
            "version": 2,
            "scene": FORUM,
            "openid": openid,
            "media_url": url,
            "media_type": int(kind),
        }
        answer = await self._judged(MEDIA_CHECK, body)
        return None if answer is None else trace_in(answer)

    async def _judged(self, path: str, body: Mapping[str, Any]) -> Answer | None:
        """The answer of a content check; None where the platform judges nothing of theirs."""

        async def ask(token: str) -> Answer:
            return await self._outbound.post_json(path, params={"access_token": token}, body=body)

        async with self._in_time(path):
            answer = await self._with_token(ask)
        if errcode_in(answer) in NOT_JUDGED:
            return None
        refuse_by(CONTENT_REFUSALS, answer, path)
        return answer

    async def _fetch_token(self) -> tuple[str, int]:
        body = {
            "grant_type": "client_credential",
            "appid": self._app.appid,
            "secret": self._app.secret,
        }
        answer = await self._patiently(lambda: self._outbound.post_json(TOKEN, body=body))
        refuse_by({}, answer, TOKEN)
        return token_in(answer)

    async def _with_token(
        self, ask: Callable[[str], Awaitable[Answer]], *, patient: bool = True
    ) -> Answer:
        token = await self._tokens.current()
        pauses = self._pauses if patient else ()
        answer = await self._patiently(lambda: ask(token.value), pauses)
        if errcode_in(answer) not in TOKEN_STALE:
            return answer
        newer = await self._tokens.instead_of(token)
        return await self._patiently(lambda: ask(newer.value), pauses)

    async def _patiently(
        self, ask: Callable[[], Awaitable[Answer]], pauses: Sequence[float] | None = None
    ) -> Answer:
        """Ask again after each pause while WeChat is busy; the last answer as it is."""
        answer = await ask()
        for pause in self._pauses if pauses is None else pauses:
            if errcode_in(answer) not in BUSY:
                break
            await asyncio.sleep(pause)
            answer = await ask()
        return answer

    @asynccontextmanager
    async def _in_time(self, what: str) -> AsyncIterator[None]:
        """One deadline over token, call, pauses and retries together."""
        try:
            async with within(self._outbound.deadline_seconds, what):
                yield
        except OutboundFailed:
            raise WeChatUnavailable from None
