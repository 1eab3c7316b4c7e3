"""Idempotency-Key: a repeated POST is answered with the first answer, its effect happens once.

Scope: principal, method, path; of the principal a code is kept, so that no row says who did what
(an anonymous report, say). The answer of a success is stored in the transaction of its effect
and kept for 30 days, sealed: answers hold people's data. Another query or body under the same key
is 422; while the first still runs, 409. Where two of one key passed each other (`Exchange.release`
lets go of the key), the record's primary key undoes the second, which is told the same 409.
"""

import hashlib
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from fastapi import Request, Response
from sqlalchemy import LargeBinary, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.crypto import BlindIndex, FieldCipher
from shequ_api.kit.errors import BadRequest, Malformed, NotNow, Unknown
from shequ_api.kit.http.exchange import Exchange
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.model import Base

KEPT_FOR = timedelta(days=30)
REPEATED_WITHIN = timedelta(days=1)
KEPT_HEADERS = ("content-type", "location", "etag")


class PrincipalCodes:
    """Codes of principals, each with what they asked for, under a key of their own."""

    def __init__(self, index: BlindIndex) -> None:
        self._index = index

    def of(self, principal: str) -> str:
        """32 hex digits."""
        return self._index.of(principal).hex()


class KeyNeeded(BadRequest):
    code, title = "idempotency_key_required", "请带上 Idempotency-Key 请求头"


class KeyUnfit(BadRequest):
    code, title = "idempotency_key_invalid", "Idempotency-Key 应为 1 至 255 个可见字符"


class KeyReused(Malformed):
    code, title = "idempotency_key_reused", "同一个 Idempotency-Key 已用于另一份内容"


class StillRunning(NotNow):
    code, title = "idempotency_in_progress", "同一请求正在处理，请稍后重试"

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "1"})


class Replay(Exception):
    """The stored answer of an earlier success."""

    def __init__(self, response: Response) -> None:
        self.response = response


class IdempotencyRecord(Base):
    """The answer that a key was given."""

    __tablename__ = "idempotency_records"
    ownership = "global"

    principal: Mapped[str] = mapped_column(primary_key=True)
    """A code of it."""
    method: Mapped[str] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed too: a body may be little but a number that could be guessed from its hash."""
    status: Mapped[int]
    headers: Mapped[dict[str, Any]]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed, bound to the key and its scope."""
    recorded_at: Mapped[datetime] = mapped_column(index=True)


def _key_of(request: Request, *, required: bool) -> str | None:
    given = request.headers.getlist("idempotency-key")
    if not given:
        if required:
            raise KeyNeeded
        return None
    key = given[0].strip()
    if len(key) > 1 and key[0] == key[-1] == '"':  # the draft standard's form
        key = key[1:-1]
    fits = 1 <= len(key) <= 255 and key.isascii() and key.isprintable()
    if len(given) > 1 or not fits:
        raise KeyUnfit
    return key


async def begin(exchange: Exchange, *, required: bool, within: timedelta | None = None) -> None:
    """Claim the request's key; raises `Replay` with the first answer where there is one, of any
    time or `within` the last."""
    request = exchange.request
    exchange.key_asked = True
    key = _key_of(request, required=required)
    if exchange.principal is None and required:
        raise Unknown
    if key is None or exchange.principal is None:
        return
    parts: Parts = exchange.request.app.state.parts
    asked = (request.method, str(request.scope["path"]), key)
    # Another one for each request: by the same, what is signed would tell who did what is not.
    principal = parts.get(PrincipalCodes).of("\x1f".join((exchange.principal, *asked)))
    scope = (principal, *asked)
    await _claim(exchange.session, scope)
    body_hash = await request.fingerprint()
    found = await exchange.session.get(IdempotencyRecord, scope)
    if found is None:
        exchange.remembers = (scope, body_hash)
        return
    if within is not None and found.recorded_at < exchange.now - within:
        return
    first = _cipher(exchange).open(found.body_hash, binding=_bound(("body_hash", *scope)))
    if first != body_hash.hex():
        raise KeyReused
    headers = {**found.headers, "Idempotency-Replayed": "true"}
    text = _cipher(exchange).open(found.body, binding=_bound(scope))
    body = text.encode("utf-8", "surrogateescape")
    raise Replay(Response(body, found.status, headers))


async def replay(exchange: Exchange) -> None:
    """Raises `Replay` where a refusal stands before the key that has an answer: what loads the
    things of a request may not find them any more, since this very request has moved them.
    `StillRunning` where another one of the key is at it. Of the last day alone: whoever repeats
    what was not heard does so soon, and rights to a thing may end."""
    with suppress(KeyUnfit, KeyReused):
        await begin(exchange, required=False, within=REPEATED_WITHIN)
    exchange.remembers = None


def _cipher(exchange: Exchange) -> FieldCipher:
    parts: Parts = exchange.request.app.state.parts
    return parts.get(FieldCipher)


def _bound(scope: tuple[str, ...]) -> str:
    return "\x1f".join(("idempotency_records", *scope))


async def _claim(session: AsyncSession, scope: tuple[str, ...]) -> None:
    digest = hashlib.sha256("\x1f".join(scope).encode("utf-8", "surrogatepass")).digest()
    lock = int.from_bytes(digest[:8], "big", signed=True)
    # Tried, not waited for: a client that retries while its first request runs hears 409 at once.
    if not await session.scalar(select(func.pg_try_advisory_xact_lock(lock))):
        raise StillRunning


def remember(exchange: Exchange, response: Response) -> None:
    """Store a success under the claimed key, in the transaction of its effect."""
    if exchange.remembers is None or not 200 <= response.status_code < 300:
        return
    scope, body_hash = exchange.remembers
    principal, method, path, key = scope
    text = bytes(response.body).decode("utf-8", "surrogateescape")
    kept = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    record = IdempotencyRecord(
        principal=principal,
        method=method,
        path=path,
        key=key,
        body_hash=_cipher(exchange).seal(body_hash.hex(), binding=_bound(("body_hash", *scope))),
        status=response.status_code,
        headers=kept,
        body=_cipher(exchange).seal(text, binding=_bound(scope)),
        recorded_at=exchange.now,
    )
    exchange.session.add(record)


async def forget_old(session: AsyncSession, now: datetime) -> None:
    """Drop records past their 30 days."""
    old = IdempotencyRecord.recorded_at < now - KEPT_FOR
    await session.execute(delete(IdempotencyRecord).where(old))
