"""The door: asks a hot route's quick way first, and hands on what that is not sure of."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

import structlog
from fastapi.routing import APIRoute
from prometheus_client import Counter
from pydantic import BaseModel
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shequ_api.kit.clock import utc_now
from shequ_api.kit.errors import Refusal
from shequ_api.kit.faults import trace_of
from shequ_api.kit.hot.gathering import Crowded
from shequ_api.kit.hot.questions import Asks
from shequ_api.kit.hot.quick import HandOn, Quick, QuickWay
from shequ_api.kit.http.exchange import ON_BEHALF

LARGEST_BODY = 64 * 1024
"""Whatever is larger is not asked all day."""
QUICK = Counter("shequ_quick_total", "Requests of hot routes", ["operation", "answered"])
log = structlog.get_logger("edge")


@dataclass(frozen=True, slots=True)
class _Way:
    operation: str
    status: int
    go: QuickWay


class Door:
    """Stands inside the edge and the check of hosts, before the routes."""

    def __init__(self, app: ASGIApp, *, routes: Iterable[tuple[str, APIRoute]], asks: Asks) -> None:
        self._app = app
        self._asks = asks
        hot = [(path, route) for path, route in routes if hasattr(route.endpoint, "__quick_way__")]
        if odd := [path for path, _ in hot if "{" in path]:
            raise ValueError(f"a quick way is found by the whole path: {odd}")
        self._ways = {
            (method, path): _Way(
                route.name, route.status_code or 200, cast(Any, route.endpoint).__quick_way__
            )
            for path, route in hot
            for method in route.methods or ()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        way = self._ways.get((scope.get("method", ""), scope["path"])) if _plain(scope) else None
        if way is None:
            await self._app(scope, receive, send)
            return
        scope["operation"] = way.operation
        body, messages = await _read(receive)
        answer = None if body is None else await self._tried(way, scope, body)
        QUICK.labels(way.operation, "here" if answer is not None else "handed on").inc()
        if answer is None:
            await self._app(scope, _again(messages, receive), send)
            return
        content = answer.__pydantic_serializer__.to_json(answer, by_alias=True)
        headers = [
            (b"content-length", str(len(content)).encode()),
            (b"content-type", b"application/json"),
        ]
        await send({"type": "http.response.start", "status": way.status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def _tried(self, way: _Way, scope: Scope, body: bytes) -> BaseModel | None:
        try:
            return await way.go(Quick(_headers(scope), body, self._asks, utc_now()))
        except Crowded:
            raise
        except (HandOn, Refusal, ValueError):
            return None
        except Exception as error:
            # A database that is away, or a fault of ours: the route knows what to say of either.
            log.warning("quick_way_failed", operation=way.operation, trace=trace_of(error))
            return None


def _plain(scope: Scope) -> bool:
    return scope["type"] == "http" and not scope["query_string"] and not scope.get("root_path")


def _headers(scope: Scope) -> dict[str, str]:
    """HandOn: one was sent twice, or is of what no quick way reads."""
    raw: list[tuple[bytes, bytes]] = scope["headers"]
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in raw}
    if len(headers) < len(raw) or ON_BEHALF in headers:
        raise HandOn
    if headers.get("content-type", "").partition(";")[0] != "application/json":
        raise HandOn
    return headers


async def _read(receive: Receive) -> tuple[bytes | None, list[Message]]:
    """The whole body (None: not here, too large, or the client left), and what came for it."""
    messages: list[Message] = []
    size, more = 0, True
    while more and size <= LARGEST_BODY:
        message = await receive()
        messages.append(message)
        if message["type"] != "http.request":
            return None, messages
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    if more:
        return None, messages
    return b"".join(message.get("body", b"") for message in messages), messages


def _again(messages: list[Message], receive: Receive) -> Receive:
    """What was read comes once more, then what follows."""
    waiting = iter(messages)

    async def replayed() -> Message:
        message: Any = next(waiting, None)
        return message if message is not None else await receive()

    return replayed
