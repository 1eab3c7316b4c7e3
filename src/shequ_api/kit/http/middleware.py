"""One pure ASGI layer around all: ids, limits, headers, logs, metrics, and the last catch."""

import asyncio
import re
from collections.abc import Callable, Mapping

import structlog
from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shequ_api.kit.clock import monotonic
from shequ_api.kit.errors import BadRequest, Refusal, TooLarge, TooMany
from shequ_api.kit.faults import trace_of
from shequ_api.kit.http.problems import ServerFault, problem_response
from shequ_api.kit.ids import new_id

HEADER_BYTES = 16 * 1024
BODY_BYTES = 256 * 1024
UPLOAD_BYTES = 10 * 1024 * 1024 + 64 * 1024
"""A photo of 10 MB and its multipart frame."""
BODY_SECONDS = 30.0
SLOWEST_BYTES_PER_SECOND = 64 * 1024
"""A body has half a minute, and a second more for each 64 KB that it may have."""
HEALTH_PATHS = frozenset({"/livez", "/readyz"})
"""Asked by the balancer, for all, from one address: they do not count against the rate."""
LENGTH = re.compile(r"[0-9]{1,18}")
SAFE_ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""A request id that a proxy made. Other texts would carry whatever a client likes into our logs."""

SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "strict-transport-security": "max-age=31536000",
    "cache-control": "no-store",
}
REQUESTS = Counter("shequ_requests_total", "Answers", ["operation", "status"])
PROBLEMS = Counter("shequ_problems_total", "Refusals", ["operation", "status", "code"])
SECONDS = Histogram("shequ_request_seconds", "Time to answer", ["operation"])
log = structlog.get_logger("edge")

Limiter = Callable[[str], int | None]
"""Takes an address, gives the seconds to wait where it asked too often."""


class HeaderTooLarge(Refusal):
    status, code, title = 431, "header_too_large", "请求头过大"


class LengthUnfit(BadRequest):
    code, title = "length_invalid", "Content-Length 有误"


class TooSlow(Refusal):
    status, code, title = 408, "too_slow", "请求体传输超时"


class Edge:
    """The outermost layer of the application. `narrow`: path → a second, stricter limit there."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        limiter: Limiter,
        narrow: Mapping[str, Limiter] | None = None,
        upload_paths: tuple[str, ...],
        body_seconds: float = BODY_SECONDS,
    ) -> None:
        self.app = app
        self.limiter = limiter
        self.narrow = narrow or {}
        self.upload_paths = upload_paths
        self.body_seconds = body_seconds

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
            await self.app(scope, self._limited(scope, receive), send_dressed)
        except Exception as error:
            if not isinstance(error, Refusal):
                _tell(scope, error)
            if answering:
                raise
            refusal = error if isinstance(error, Refusal) else ServerFault()
            await problem_response(Request(scope), refusal)(scope, receive, send_dressed)
        finally:
            _note(scope, status, monotonic() - started)

    def _check(self, scope: Scope, headers: Headers) -> None:
        size = sum(len(name) + len(value) for name, value in headers.raw)
        if size + len(scope["query_string"]) + len(scope["path"]) > HEADER_BYTES:
            raise HeaderTooLarge
        if _length_of(headers) > self._limit(scope):
            raise TooLarge
        if scope["path"] in HEALTH_PATHS:
            return
        address = scope["client"][0] if scope.get("client") else ""
        limiters = [self.limiter, self.narrow.get(scope["path"])]
        waits = [wait for limiter in limiters if limiter and (wait := limiter(address)) is not None]
        if waits:
            raise TooMany(retry_after=max(waits))

    def _limit(self, scope: Scope) -> int:
        return UPLOAD_BYTES if scope["path"] in self.upload_paths else BODY_BYTES

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        """Count the body as it comes, for it may have no length, and wait for it only so long."""
        limit, seen, whole = self._limit(scope), 0, False
        until = monotonic() + self.body_seconds + limit / SLOWEST_BYTES_PER_SECOND

        async def counted() -> Message:
            nonlocal seen, whole
            if whole:
                return await receive()
            try:
                async with asyncio.timeout(until - monotonic()):
                    message = await receive()
            except TimeoutError:
                raise TooSlow from None
            seen += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if seen > limit:
                raise TooLarge
            return message

        return counted


def _length_of(headers: Headers) -> int:
    """The body's declared length, 0 where none is told; refuses one that is no length."""
    given = set(headers.getlist("content-length"))
    if not given:
        return 0
    # Two lengths, or a length beside chunks, are how requests are smuggled (RFC 9112 §6.3).
    if len(given) > 1 or "transfer-encoding" in headers:
        raise LengthUnfit
    length = given.pop()
    if not LENGTH.fullmatch(length):
        raise LengthUnfit
    return int(length)


def dress(message: Message, request_id: str) -> None:
    """Add the headers that every answer has, leaving those that the endpoint set."""
    headers = MutableHeaders(scope=message)
    headers["x-request-id"] = request_id
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)


def _tell(scope: Scope, error: Exception) -> None:
    """Log a fault without its messages, which quote rows and inputs."""
    known = {"operation": scope.get("operation"), "request_id": scope["request_id"]}
    log.error("fault", **known, trace=trace_of(error))
    log.debug("fault_in_full", **known, exc_info=error)


def _note(scope: Scope, status: int, seconds: float) -> None:
    operation = scope.get("operation", "unrouted")
    REQUESTS.labels(operation, str(status)).inc()
    SECONDS.labels(operation).observe(seconds)
    if code := scope.get("problem_code"):
        PROBLEMS.labels(operation, str(status), code).inc()
    log.info(
        "answered",
        operation=operation,
        method=scope["method"],
        status=status,
        code=code,
        ms=round(seconds * 1000, 1),
        request_id=scope["request_id"],
    )
