"""One pure ASGI layer around all: ids, limits, headers, logs, metrics, and the last catch."""

import re
from collections.abc import Callable

import structlog
from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shequ_api.kit.clock import monotonic
from shequ_api.kit.errors import Refusal, TooLarge, TooMany
from shequ_api.kit.http.problems import ServerFault, problem_response
from shequ_api.kit.ids import new_id

HEADER_BYTES = 16 * 1024
BODY_BYTES = 256 * 1024
UPLOAD_BYTES = 10 * 1024 * 1024 + 64 * 1024
"""A photo of 10 MB and its multipart frame."""
SAFE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "strict-transport-security": "max-age=31536000",
    "cache-control": "no-store",
}
REQUESTS = Counter("shequ_requests_total", "Answers", ["operation", "status"])
SECONDS = Histogram("shequ_request_seconds", "Time to answer", ["operation"])
log = structlog.get_logger("edge")

Limiter = Callable[[str], int | None]
"""Takes an address, gives the seconds to wait where it asked too often."""


class HeaderTooLarge(Refusal):
    status, code, title = 431, "header_too_large", "请求头过大"


class Edge:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, *, limiter: Limiter, upload_paths: tuple[str, ...]) -> None:
        self.app = app
        self.limiter = limiter
        self.upload_paths = upload_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = monotonic(), 500
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        scope["request_id"] = given if SAFE_ID.fullmatch(given) else str(new_id())
        answering = False

        async def send_dressed(message: Message) -> None:
            nonlocal status, answering
            if message["type"] == "http.response.start":
                answering, status = True, message["status"]
                dress(message, scope["request_id"])
            await send(message)

        try:
            self._check(scope, headers)
            await self.app(scope, self._limited(scope, headers, receive), send_dressed)
        except Refusal as refusal:
            await problem_response(Request(scope), refusal)(scope, receive, send_dressed)
        except Exception as error:
            log.error("fault", operation=scope.get("operation"), exc_info=error)
            if answering:
                raise
            await problem_response(Request(scope), ServerFault())(scope, receive, send_dressed)
        finally:
            _note(scope, status, monotonic() - started)

    def _check(self, scope: Scope, headers: Headers) -> None:
        if sum(len(name) + len(value) for name, value in headers.raw) > HEADER_BYTES:
            raise HeaderTooLarge
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self._limit(scope):
            raise TooLarge
        wait = self.limiter(scope["client"][0] if scope.get("client") else "")
        if wait is not None:
            raise TooMany(retry_after=wait)

    def _limit(self, scope: Scope) -> int:
        return UPLOAD_BYTES if scope["path"] in self.upload_paths else BODY_BYTES

    def _limited(self, scope: Scope, headers: Headers, receive: Receive) -> Receive:
        """Count a body that comes without a length."""
        if "transfer-encoding" not in headers:
            return receive
        seen, limit = 0, self._limit(scope)

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise TooLarge
            return message

        return counted


def dress(message: Message, request_id: str) -> None:
    """Add the headers that every answer has, leaving those that the endpoint set."""
    headers = MutableHeaders(scope=message)
    headers["x-request-id"] = request_id
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)


def _note(scope: Scope, status: int, seconds: float) -> None:
    operation = scope.get("operation", "unrouted")
    REQUESTS.labels(operation, str(status)).inc()
    SECONDS.labels(operation).observe(seconds)
    log.info(
        "answered",
        operation=operation,
        method=scope["method"],
        status=status,
        code=scope.get("problem_code"),
        ms=round(seconds * 1000, 1),
        request_id=scope["request_id"],
    )
