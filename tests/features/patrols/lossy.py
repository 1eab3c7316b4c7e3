"""A network that drops every third request, and a phone that goes on from where it was."""

import asyncio
import random
from hashlib import sha256
from io import BytesIO
from typing import Any

import httpx
from PIL import Image

API = "/api/v1"
STEP = 250 * 1024


def photo(seed: int, width: int, height: int) -> bytes:
    """One that no compression makes small: three bytes a pixel."""
    pixels = random.Random(seed).randbytes(width * height * 3)
    buffer = BytesIO()
    Image.frombytes("RGB", (width, height), pixels).save(buffer, "PNG", compress_level=0)
    return buffer.getvalue()


class Lossy(httpx.AsyncBaseTransport):
    """Loses every third request: before it, in the middle of its body, or after it was answered, in
    turn. The phone sees the same each time: a dead line."""

    def __init__(self) -> None:
        self._line = httpx.AsyncHTTPTransport()
        self.asked, self.lost = 0, {"before": 0, "middle": 0, "after": 0}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        if self.asked % 3:
            return await self._line.handle_async_request(request)
        how = list(self.lost)[self.asked // 3 % 3]
        self.lost[how] += 1
        if how == "middle":
            await self._cut(request)
        elif how == "after":
            answer = await self._line.handle_async_request(request)
            await answer.aread()
        raise httpx.ReadError("the line is dead", request=request)

    async def _cut(self, request: httpx.Request) -> None:
        """The server gets the head and half of the body, and then nobody is there any more."""
        body = await request.aread()
        assert request.url.port is not None
        _, writer = await asyncio.open_connection(request.url.host, request.url.port)
        lines = [f"{request.method} {request.url.raw_path.decode()} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in request.headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body[: len(body) // 2])
        await writer.drain()
        writer.transport.abort()

    async def aclose(self) -> None:
        await self._line.aclose()


class Phone:
    """Asks again until it is answered; what is here already is sent no more."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self.lossy = Lossy()
        self._http = httpx.AsyncClient(
            transport=self.lossy, base_url=url, headers=headers, timeout=60
        )
        self.parts_sent = 0

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        while True:
            try:
                answer = await self._http.request(method, API + path, **more)
            except httpx.TransportError:
                continue
            if answer.status_code not in {429, 503}:
                return answer

    async def hand_in(self, content: bytes) -> dict[str, Any]:
        """In parts, each from where the server says that it is."""
        path = f"/photo-uploads/{sha256(content).hexdigest()}"
        while True:
            known = (await self.ask("GET", path)).json()
            if known["photo"] is not None:
                return dict(known["photo"])
            at = int(known["received_bytes"])
            if at == len(content):
                whole = {"size_bytes": len(content)}
                done = await self.ask("PUT", f"{path}/completion", json=whole)
                assert done.status_code == 200, done.text
                return dict(done.json())
            await self._send_from(path, content, at)

    async def _send_from(self, path: str, content: bytes, at: int) -> None:
        headers = {"Content-Type": "application/octet-stream"}
        while at < len(content):
            part = content[at : at + STEP]
            answer = await self.ask("PUT", f"{path}/parts/{at}", content=part, headers=headers)
            assert answer.status_code == 200, answer.text
            self.parts_sent += 1
            at = int(answer.json()["received_bytes"])

    async def aclose(self) -> None:
        await self._http.aclose()
