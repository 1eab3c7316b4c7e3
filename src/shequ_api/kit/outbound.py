"""Calls to the outside: bounded in time and size, and the only module that imports httpx.

Whatever the other side does (hangs, drips, redirects, answers garbage, a bomb or 100 MB), the
caller gets an answer or `OutboundFailed` within the deadline. Query strings may hold secrets, so
only method, path and the kind of failure are logged.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, ClassVar, Self

import httpx

from shequ_api.kit.errors import Unavailable

DEADLINE_SECONDS = 5.0
MAX_BYTES = 2 * 1024 * 1024

log = logging.getLogger(__name__)
# At INFO and DEBUG these two write whole addresses, and with them app secrets and tokens.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

JsonObject = dict[str, Any]


class OutboundFailed(Unavailable):
    """The other side was unreachable, too slow, too large, redirecting or unreadable."""

    code, title = "upstream_unavailable", "外部服务暂时不可用，请稍后再试"


class OutboundUnreached(OutboundFailed):
    """There was no connection: the other side has seen nothing of the call."""


UNREACHED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@asynccontextmanager
async def within(seconds: float, what: str) -> AsyncIterator[None]:
    """Bound several steps by one deadline; `OutboundFailed` when it passes. `what` is logged."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise _failed(what, "deadline passed") from None


class Outbound:
    """One outside party under one base address. Open once, share, `aclose` at the end."""

    lasting: ClassVar[bool] = True

    def __init__(
        self,
        base_url: str,
        *,
        deadline_seconds: float = DEADLINE_SECONDS,
        max_bytes: int = MAX_BYTES,
        connections: int = 20,
    ) -> None:
        if not 0 < deadline_seconds <= DEADLINE_SECONDS:
            raise ValueError(f"deadline must be within {DEADLINE_SECONDS} seconds")
        self.deadline_seconds = deadline_seconds
        self._max_bytes = max_bytes
        self._client = httpx.AsyncClient(
            base_url=base_url,
            timeout=deadline_seconds,
            limits=httpx.Limits(max_connections=connections),
            follow_redirects=False,
            trust_env=False,
            headers={"User-Agent": "shequ-api", "Accept-Encoding": "identity"},
        )

    async def get_json(self, path: str, *, params: Mapping[str, str]) -> JsonObject:
        """GET; the JSON object of a 2xx answer, whatever content type it claims."""
        return _json_object(path, await self._exchange("GET", path, params, None))

    async def post_json(
        self, path: str, *, params: Mapping[str, str] | None = None, body: Mapping[str, Any]
    ) -> JsonObject:
        """POST a JSON body; the JSON object of a 2xx answer."""
        return _json_object(path, await self._exchange("POST", path, params, body))

    async def post_for_bytes(
        self, path: str, *, params: Mapping[str, str] | None = None, body: Mapping[str, Any]
    ) -> bytes:
        """POST a JSON body; the raw bytes of a 2xx answer."""
        return await self._exchange("POST", path, params, body)

    async def aclose(self) -> None:
        await self._client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def _exchange(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None,
        body: Mapping[str, Any] | None,
    ) -> bytes:
        try:
            async with (
                within(self.deadline_seconds, path),
                self._client.stream(method, path, params=params, json=body) as response,
            ):
                return await self._body_of(path, response)
        except UNREACHED as error:
            _failed(path, type(error).__name__)
            raise OutboundUnreached from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise _failed(path, type(error).__name__) from None

    async def _body_of(self, path: str, response: httpx.Response) -> bytes:
        if not response.is_success:
            raise _failed(path, f"status {response.status_code}")
        # Not asked for, and a few compressed kilobytes unpack past any cap in one chunk.
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise _failed(path, "encoded body")
        body = bytearray()
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > self._max_bytes:
                raise _failed(path, "body too large")
        return bytes(body)


def _json_object(path: str, body: bytes) -> JsonObject:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise _failed(path, "not JSON") from None
    if not isinstance(value, dict):
        raise _failed(path, "not a JSON object")
    return value


def _failed(what: str, reason: str) -> OutboundFailed:
    log.warning("outbound call failed: %s: %s", what, reason)
    return OutboundFailed()
