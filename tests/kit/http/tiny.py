"""Tiny applications over the kit, with one table: what the edge promises, without any feature."""

from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from httpx import ASGITransport, AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.crypto import BlindIndex, FieldCipher, KeyRing
from shequ_api.kit.db import Constraints, Database
from shequ_api.kit.errors import Unknown
from shequ_api.kit.http.exchange import Exchange
from shequ_api.kit.http.hosts import KnownHosts
from shequ_api.kit.http.idempotency import PrincipalCodes
from shequ_api.kit.http.middleware import Edge, Limiter
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.http.policy import Policy
from shequ_api.kit.http.problems import render_problems
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import CursorKey
from shequ_api.kit.schema import Input

TABLE = """
    CREATE TABLE marks (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      label text NOT NULL CONSTRAINT uq_marks_label UNIQUE,
      size integer NOT NULL DEFAULT 0 CONSTRAINT ck_marks_size CHECK (size >= 0)
    );
    GRANT SELECT, INSERT, UPDATE, DELETE ON marks TO shequ_app;
"""
CIPHER = FieldCipher(KeyRing({"k": b"k" * 32}, "k"))
CODES = PrincipalCodes(BlindIndex(b"k" * 32, str))
CANARY = "canary13900009999"
"""Stands in what tests send; no answer and no log may hold it."""


class MarkDraft(Input):
    """A body."""

    label: str
    size: int = 0


class Known(Policy):
    """Whoever the header `X-Who` names."""

    async def __call__(self, request: Request) -> str:
        who = request.headers.get("x-who")
        if who is None:
            raise Unknown
        exchange: Exchange = request.state.exchange
        exchange.principal = f"person:{who}"
        self.passed(request)
        return who

    def describe(self) -> dict[str, Any]:
        return {"permission": "known", "audience": "person"}


Somebody = Annotated[str, Depends(Known())]


def no_limit(_: str) -> int | None:
    return None


def tiny_app(
    router: Router,
    database: Database | None = None,
    *,
    constraints: Constraints | None = None,
    limiter: Limiter = no_limit,
    upload_paths: tuple[str, ...] = (),
    body_seconds: float = 30.0,
) -> FastAPI:
    """The edge as `shequ_api.app` builds it, around one router."""
    app = FastAPI(redirect_slashes=False, openapi_url=None, docs_url=None, redoc_url=None)
    app.state.parts = Parts(constraints or Constraints(), CursorKey(b"k" * 32), CIPHER, CODES)
    app.state.parts.add(database or _nowhere(), kind=Database)
    app.include_router(router)
    render_problems(app)
    app.add_middleware(KnownHosts, allowed_hosts=["testserver", "127.0.0.1"])
    app.add_middleware(Edge, limiter=limiter, upload_paths=upload_paths, body_seconds=body_seconds)
    return app


class _Nowhere:
    """A database for routes that never touch theirs."""

    @staticmethod
    def sessions() -> AsyncSession:
        return AsyncSession()


def _nowhere() -> object:
    return _Nowhere()


def client_of(app: FastAPI, **headers: str) -> AsyncClient:
    """Faults come back as answers, as over a socket."""
    transport = ASGITransport(app, raise_app_exceptions=False)
    return AsyncClient(transport=transport, base_url="http://testserver", headers=headers)


async def add_mark(session: AsyncSession, label: str, size: int = 0) -> int:
    """Insert a row; its id."""
    insert = text("INSERT INTO marks (label, size) VALUES (:label, :size) RETURNING id")
    return int((await session.execute(insert, {"label": label, "size": size})).scalar_one())


async def labels(database: Database) -> list[str]:
    """What is committed, in order."""
    async with database.sessions() as session:
        return list(await session.scalars(text("SELECT label FROM marks ORDER BY id")))
