"""Health: `/livez` touches the event loop only, `/readyz` tells whether work can be done now.

`/metrics` is for whoever runs the service: loopback, or the bearer of a token.
"""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import Any

from fastapi import Request, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Metric,
    generate_latest,
)
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import BaseRoute, Route

from shequ_api.kit.clock import monotonic
from shequ_api.kit.db import Database
from shequ_api.kit.errors import Absent

FRESH_SECONDS = 1.0
CHECK_SECONDS = 2.0
LOOPBACK = frozenset({"127.0.0.1", "::1"})
PASSED_ON = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
"""Headers of requests that a proxy passed on: they come from loopback, and from anywhere."""

Check = Callable[[AsyncSession], Awaitable[bool]]


class Readiness:
    """Named checks, one after the other on one connection, their result kept for a second.

    `stopping` turns it off first. The database is its own; `close` closes it.
    """

    def __init__(self, database: Database, checks: dict[str, Check]) -> None:
        self._database = database
        self._checks = checks
        self._kept: tuple[float, dict[str, bool]] | None = None
        self._lock = asyncio.Lock()
        self.stopping = False

    async def look(self) -> dict[str, bool]:
        """Check name → whether it holds. One that hangs or raises does not, nor what follows."""
        async with self._lock:
            if self._kept is None or monotonic() - self._kept[0] > FRESH_SECONDS:
                found = await self._run()
                self._kept = monotonic(), found
            return self._kept[1]

    async def _run(self) -> dict[str, bool]:
        found = dict.fromkeys(self._checks, False)
        with suppress(Exception):
            async with asyncio.timeout(CHECK_SECONDS), self._database.sessions() as session:
                for name, check in self._checks.items():
                    found[name] = await check(session)
        return found

    async def close(self) -> None:
        await self._database.close()


class _OurMetrics(CollectorRegistry):
    """Those of this project: versions of Python and of the machine are nobody's business."""

    def collect(self) -> Iterator[Metric]:
        return (family for family in REGISTRY.collect() if family.name.startswith("shequ_"))


def _may_measure(request: Request, token: str | None) -> bool:
    given = request.headers.get("authorization", "")
    if token and hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    near = request.client is not None and request.client.host in LOOPBACK
    return near and not any(name in request.headers for name in PASSED_ON)


def health_routes(readiness: Readiness, *, metrics_token: str | None = None) -> list[BaseRoute]:
    """Plain routes outside the document: they need no pool, no policy and no transaction."""

    async def livez(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_: Request) -> Response:
        found: dict[str, Any] = {"stopping": not readiness.stopping, **await readiness.look()}
        checks = {name: "ok" if holds else "failing" for name, holds in found.items()}
        ready = all(found.values())
        return JSONResponse(
            {"status": "ready" if ready else "not_ready", "checks": checks}, 200 if ready else 503
        )

    async def metrics(request: Request) -> Response:
        if not _may_measure(request, metrics_token):
            raise Absent
        return Response(generate_latest(_OurMetrics()), media_type=CONTENT_TYPE_LATEST)

    return [Route("/livez", livez), Route("/readyz", readyz), Route("/metrics", metrics)]
