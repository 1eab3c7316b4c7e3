"""Pages: keyset pages by sealed cursor. A cursor is bound to its reader, route and filter, and
says nothing: the values behind which a page begins may be more than its rows show."""

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import Depends, Query, Request
from pydantic import BaseModel, BeforeValidator, Field
from pydantic_core import PydanticCustomError
from sqlalchemy import Select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.crypto import CannotOpen, SteadySeal
from shequ_api.kit.errors import BadRequest
from shequ_api.kit.http.exchange import Exchange
from shequ_api.kit.http.parts import Parts

Item = TypeVar("Item")


class CursorInvalid(BadRequest):
    code, title = "cursor_invalid", "翻页标记无效，请从头加载"


class Page(BaseModel, Generic[Item]):
    """One page; `next_cursor` is null on the last."""

    items: list[Item]
    next_cursor: str | None = Field(description="Send it as `cursor`; null on the last page")

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """`TicketLinePage`, as the document calls it."""
        return f"{params[0].__name__}Page"


class CursorKey:
    """The key under which cursors are sealed."""

    def __init__(self, secret: bytes) -> None:
        self.seal = SteadySeal(secret, "cursor")


class Paging:
    """A request's `limit` and `cursor`."""

    def __init__(self, request: Request, limit: int, cursor: str | None) -> None:
        self.limit = limit
        self._request = request
        self._cursor = cursor

    @property
    def after(self) -> list[Any] | None:
        """The values behind which this page begins. Raises `CursorInvalid`."""
        if self._cursor is None:
            return None
        # Decoded only now: the reader is known once all dependencies have run, in whatever order.
        try:
            body = self._seal.open(_bytes_of(self._cursor), binding=self._binding)
            return [_revived(value) for value in json.loads(body)]
        except (CannotOpen, ValueError, KeyError, TypeError):
            raise CursorInvalid from None

    def cursor(self, values: Sequence[Any]) -> str:
        """The cursor that continues behind a row with these values of the order."""
        body = json.dumps([_plain(value) for value in values]).encode()
        return _text_of(self._seal.seal(body, binding=self._binding))

    @property
    def _seal(self) -> SteadySeal:
        parts: Parts = self._request.app.state.parts
        return parts.get(CursorKey).seal

    @property
    def _binding(self) -> bytes:
        """Reader, route and filter: a cursor of another is refused. The limit may change."""
        exchange: Exchange = self._request.state.exchange
        given = self._request.query_params.multi_items()
        filters = sorted(pair for pair in given if pair[0] not in {"cursor", "limit"})
        text = json.dumps([exchange.principal, self._request.scope["path"], filters])
        return hashlib.sha256(text.encode()).digest()


def _text_of(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def _bytes_of(cursor: str) -> bytes:
    """ValueError for every other spelling of the same bytes: one page has one cursor."""
    sealed = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    if _text_of(sealed) != cursor:
        raise ValueError
    return sealed


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    return {"u": str(value)} if isinstance(value, UUID) else value


REVIVERS: dict[str, Callable[[str], Any]] = {
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
    "u": UUID,
}


def _revived(value: Any) -> Any:
    if isinstance(value, dict):
        [(kind, text)] = value.items()
        return REVIVERS[kind](text)
    return value


def _plain_digits(value: Any) -> Any:
    """Refuse what lax integers allow: `1_000`, `+10`, ` 10`, `10.0`."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise PydanticCustomError("int_parsing", "应为整数")
    return value


PageSize = Annotated[
    int,
    Field(ge=1, le=100),  # below the validator: above it, the document would not know the bounds
    BeforeValidator(_plain_digits),
    Query(description="Items a page"),
]
Cursor = Annotated[
    str | None, Query(max_length=1000, description="`next_cursor` of the page before")
]


async def _paging(request: Request, limit: PageSize = 20, cursor: Cursor = None) -> Paging:
    return Paging(request, limit, cursor)


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
    if (after := paging.after) is not None:
        here, there = tuple_(*order), tuple_(*after)
        statement = statement.where(here > there if ascending else here < there)
    named = [column.label(f"_order_{n}") for n, column in enumerate(order)]
    statement = statement.add_columns(*named).order_by(
        *(column.asc() if ascending else column.desc() for column in order)
    )
    found = (await session.execute(statement.limit(paging.limit + 1))).mappings().all()
    rows = [dict(row) for row in found[: paging.limit]]
    ends = [[row.pop(f"_order_{n}") for n in range(len(order))] for row in rows]
    return rows, paging.cursor(ends[-1]) if len(found) > paging.limit else None
