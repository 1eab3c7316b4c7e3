"""Pages: keyset pages by opaque cursor. A cursor is bound to its reader, route and filter."""

import base64
import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import Depends, Query, Request
from pydantic import BaseModel
from sqlalchemy import Select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.crypto import mac, mac_holds
from shequ_api.kit.errors import BadRequest
from shequ_api.kit.http.exchange import Exchange
from shequ_api.kit.http.parts import Parts

MAC_SIZE = 12
Item = TypeVar("Item")


class CursorInvalid(BadRequest):
    code, title = "cursor_invalid", "翻页标记无效，请从头加载"


class Page(BaseModel, Generic[Item]):
    """One page; `next_cursor` is null on the last."""

    items: list[Item]
    next_cursor: str | None


class CursorKey:
    """The key under which cursors are signed."""

    def __init__(self, secret: bytes) -> None:
        self.secret = secret


class Paging:
    """A request's `limit` and decoded `cursor`."""

    def __init__(self, limit: int, after: list[Any] | None, key: bytes, binding: bytes) -> None:
        self.limit = limit
        self.after = after
        self._key = key
        self._binding = binding

    def cursor(self, values: Sequence[Any]) -> str:
        """The cursor that continues behind a row with these values of the order."""
        body = json.dumps([_plain(value) for value in values]).encode()
        return base64.urlsafe_b64encode(
            mac(self._key, self._binding + body, MAC_SIZE) + body
        ).decode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    return {"u": str(value)} if isinstance(value, UUID) else value


def _revived(value: Any) -> Any:
    if isinstance(value, dict):
        return datetime.fromisoformat(value["t"]) if "t" in value else UUID(value["u"])
    return value


def _binding(request: Request) -> bytes:
    """Reader, route and filter: a cursor of another is refused."""
    exchange: Exchange = request.state.exchange
    filters = sorted((k, v) for k, v in request.query_params.multi_items() if k != "cursor")
    text = json.dumps([exchange.principal, request.url.path, filters])
    return hashlib.sha256(text.encode()).digest()


async def _paging(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=100, description="Items a page")] = 20,
    cursor: Annotated[
        str | None, Query(max_length=1000, description="`next_cursor` of the page before")
    ] = None,
) -> Paging:
    parts: Parts = request.app.state.parts
    key, binding = parts.get(CursorKey).secret, _binding(request)
    if cursor is None:
        return Paging(limit, None, key, binding)
    try:
        raw = base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True)
        body = raw[MAC_SIZE:]
        if not mac_holds(key, binding + body, raw[:MAC_SIZE], MAC_SIZE):
            raise CursorInvalid
        return Paging(limit, [_revived(value) for value in json.loads(body)], key, binding)
    except (ValueError, KeyError, TypeError):
        raise CursorInvalid from None


ThePaging = Annotated[Paging, Depends(_paging)]


async def page_of(
    session: AsyncSession,
    statement: Select[*tuple[Any, ...]],
    order: Sequence[Any],
    paging: Paging,
    *,
    ascending: bool = False,
) -> tuple[list[dict[str, Any]], str | None]:
    """Rows of one page and the next cursor; newest first. The order's last column is unique."""
    if paging.after is not None:
        here, there = tuple_(*order), tuple_(*paging.after)
        statement = statement.where(here > there if ascending else here < there)
    named = [column.label(f"_order_{n}") for n, column in enumerate(order)]
    statement = statement.add_columns(*named).order_by(
        *(column.asc() if ascending else column.desc() for column in order)
    )
    found = (await session.execute(statement.limit(paging.limit + 1))).mappings().all()
    rows = [dict(row) for row in found[: paging.limit]]
    ends = [[row.pop(f"_order_{n}") for n in range(len(order))] for row in rows]
    return rows, paging.cursor(ends[-1]) if len(found) > paging.limit else None
