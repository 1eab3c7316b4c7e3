"""Bad days on order: what the next calls meet instead of, or after, the platform's answer."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Annotated, Literal

from pydantic import Field
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shequ_api.dev.fake_wechat.answers import error_answer
from shequ_api.kit.schema import Input

TRAP = "/_fake/trap"
"""Where the redirect leads; a client that follows it is counted."""

_CHUNK = b"a" * 65_536


class Mishap(Input):
    """What happens to the next `times` calls (of `path`, or of any)."""

    kind: Literal[
        "errcode", "status", "garbage", "array", "redirect", "huge", "gzip", "drip", "hang", "lost"
    ]
    """`lost`: the platform does its work, and the answer never comes."""
    path: str | None = None
    times: Annotated[int, Field(ge=1, le=1000)] = 1
    errcode: int = -1
    status: Annotated[int, Field(ge=400, le=599)] = 502
    seconds: Annotated[float, Field(gt=0, le=600)] = 30.0
    megabytes: Annotated[int, Field(ge=1, le=1000)] = 100


class Script:
    """Mishaps yet to come, in order."""

    def __init__(self) -> None:
        self._left: list[tuple[Mishap, int]] = []

    def add(self, mishap: Mishap) -> None:
        self._left.append((mishap, mishap.times))

    def clear(self) -> None:
        self._left.clear()

    def pending(self) -> int:
        """How many calls will still meet a mishap."""
        return sum(times for _, times in self._left)

    def take(self, path: str) -> Mishap | None:
        """The first mishap meant for a path, used up by one."""
        for index, (mishap, times) in enumerate(self._left):
            if mishap.path in (None, path):
                self._left[index : index + 1] = [(mishap, times - 1)] if times > 1 else []
                return mishap
        return None


class Mishaps:
    """ASGI middleware: calls outside `/_fake/` are counted and may meet a mishap."""

    def __init__(self, app: ASGIApp, script: Script, count: Callable[[str], None]) -> None:
        self._app = app
        self._script = script
        self._count = count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        mishap = None
        if path == TRAP or not path.startswith("/_fake/"):
            self._count(path)
        if not path.startswith("/_fake/"):
            mishap = self._script.take(path)
        if mishap is None:
            await self._app(scope, receive, send)
            return
        if mishap.kind == "lost":
            await self._app(scope, receive, _nowhere)
        if mishap.kind in ("lost", "hang"):
            await _hang(receive, mishap.seconds)
        await _bad_answer(mishap)(scope, receive, send)


def _bad_answer(mishap: Mishap) -> Response:
    match mishap.kind:
        case "errcode":
            return error_answer(mishap.errcode)
        case "garbage":
            return Response(b'{"openid": "\xff\xfe<!--', media_type="application/json")
        case "array":
            return Response(b"[" * 200_000, media_type="application/json")
        case "redirect":
            return RedirectResponse(TRAP, status_code=302)
        case "huge":
            return StreamingResponse(_huge(mishap.megabytes), media_type="application/json")
        case "gzip":
            return StreamingResponse(
                _packed(mishap.megabytes), headers={"Content-Encoding": "gzip"}
            )
        case "drip":
            return StreamingResponse(_drip(mishap.seconds), media_type="application/json")
        case "status" | "hang" | "lost":
            return HTMLResponse(
                "<html><body><h1>Bad Gateway</h1></body></html>", status_code=mishap.status
            )


async def _huge(megabytes: int) -> AsyncIterator[bytes]:
    for _ in range(megabytes * 16):
        yield _CHUNK


async def _packed(megabytes: int) -> AsyncIterator[bytes]:
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    for _ in range(megabytes * 16):
        yield packer.compress(_CHUNK) + packer.flush(zlib.Z_SYNC_FLUSH)
        await asyncio.sleep(0)
    yield packer.flush()


async def _drip(seconds: float) -> AsyncIterator[bytes]:
    for _ in range(int(seconds / 0.02)):
        yield b" "
        await asyncio.sleep(0.02)


async def _hang(receive: Receive, seconds: float) -> None:
    """Say nothing for a while, or until the caller hangs up."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass


async def _nowhere(_message: Message) -> None:
    return None
