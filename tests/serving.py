"""The fake WeChat on a loopback port, a clock that moves when told, and the phone in a hand."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send


class MovingClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.instant

    def move(self, **by: float) -> None:
        self.instant += timedelta(**by)


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # Ctrl-C belongs to the test run.


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """Serve an ASGI app over real HTTP on a free loopback port; yields its base address."""
    # asyncio turns Nagle off only where the protocol is named: 40 ms a call otherwise.
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
        server = _Server(config)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:  # noqa: ASYNC110 - uvicorn offers no event
            await asyncio.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task


class Stage:
    """An ASGI app that is whatever stands on it; one server serves all tests in turn."""

    def __init__(self) -> None:
        self.actor: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.actor is not None
        await self.actor(scope, receive, send)


class Hand:
    """Plays the phone's part and scripts bad days, over the fake's control routes."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def login_code(self, user: str, **more: Any) -> str:
        return str((await self._post("login_codes", user=user, **more))["code"])

    async def openid(self, user: str, **more: Any) -> str:
        return str((await self._post("login_codes", user=user, **more))["openid"])

    async def phone_code(self, phone: str, **more: Any) -> str:
        return str((await self._post("phone_codes", phone=phone, **more))["code"])

    async def mishap(self, kind: str, **more: Any) -> None:
        await self._post("mishaps", kind=kind, **more)

    async def clear_mishaps(self) -> None:
        (await self._http.delete("/_fake/mishaps")).raise_for_status()

    async def end_token(self, how: str) -> None:
        await self._post("token_end", how=how)

    async def publish(self, *pages: str) -> None:
        await self._post("pages", pages=pages)

    async def template(self, template_id: str, keys: list[str], **more: Any) -> None:
        """The app has a subscription template from now on."""
        await self._post("subscription_templates", template_id=template_id, keys=keys, **more)

    async def answers(self, user: str, template_id: str, answer: str = "accept") -> None:
        """The user answers wx.requestSubscribeMessage."""
        await self._post("subscription_answers", user=user, template_id=template_id, answer=answer)

    async def delivered(self, template_id: str) -> list[dict[str, Any]]:
        """What arrived on phones by a template, in order."""
        found = (await self._http.get("/_fake/subscriptions_delivered")).json()
        return [each for each in found if each["template_id"] == template_id]

    async def media_result(self, **what: Any) -> dict[str, Any]:
        """The platform judged the latest picture that waits: the push that it sends."""
        return await self._post("media_results", **what)

    async def subscription_push(self, event: str, user: str, **what: Any) -> dict[str, Any]:
        """The platform tells what a user did, or what became of a message: the push it sends."""
        return await self._post("subscription_pushes", event=event, user=user, **what)

    async def media_waiting(self) -> dict[str, Any]:
        """The latest that waits to be judged: its trace, its address and its media type."""
        return dict((await self._http.get("/_fake/media_waiting")).json())

    async def state(self) -> dict[str, Any]:
        return dict((await self._http.get("/_fake/state")).json())

    async def calls(self, path: str) -> int:
        return int((await self.state())["calls"].get(path, 0))

    async def _post(self, where: str, /, **body: Any) -> dict[str, Any]:
        answer = await self._http.post(f"/_fake/{where}", json=body)
        answer.raise_for_status()
        return dict(answer.json()) if answer.content else {}
