"""Health: `/livez` touches the event loop only, `/readyz` tells whether work can be done now."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import BaseRoute, Route

from shequ_api.kit.clock import monotonic

FRESH_SECONDS = 1.0
CHECK_SECONDS = 2.0

Check = Callable[[], Awaitable[bool]]


class Readiness:
    """Named checks, run together, their result kept for a second. `stopping` turns it off first."""

    def __init__(self, checks: dict[str, Check]) -> None:
        self._checks = checks
        self._kept: tuple[float, dict[str, bool]] | None = None
        self._lock = asyncio.Lock()
        self.stopping = False

    async def look(self) -> dict[str, bool]:
        """Check name → whether it holds. A check that hangs or raises does not hold."""
        async with self._lock:
            if self._kept is None or monotonic() - self._kept[0] > FRESH_SECONDS:
                answers = await asyncio.gather(*(self._one(c) for c in self._checks.values()))
                self._kept = monotonic(), dict(zip(self._checks, answers, strict=True))
            return self._kept[1]

    async def _one(self, check: Check) -> bool:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                return await check()
        except Exception:
            return False


def health_routes(readiness: Readiness) -> list[BaseRoute]:
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

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return [Route("/livez", livez), Route("/readyz", readyz), Route("/metrics", metrics)]
