"""Sealing anew what lies under an earlier key, while the service goes on.

Batches in the order of the tables' keys, each in a transaction of its own, each row locked from the
moment it is read: no change of anybody else is lost. Rows that somebody holds are passed over, for
the next walk. What is done is not looked at again, so a walk that was stopped is simply begun anew.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    bindparam,
    case,
    func,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.kit.crypto import CannotOpen, FieldCipher, KeyStanding
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.sealed import Sealed

Renew = Callable[[Row[Any]], dict[str, Any]]
"""Row → the columns that change. CannotOpen."""


@dataclass(slots=True)
class Batch:
    """What became of some rows."""

    done: int = 0
    unreadable: list[str] = field(default_factory=list)
    """Of rows whose value does not open, the keys; they stay as they are."""


class Standing(NamedTuple):
    """How many values of a column are under a key."""

    sealed: Sealed
    key_id: str
    standing: KeyStanding
    rows: int


async def standings(parts: Parts, sealed: Iterable[Sealed]) -> list[Standing]:
    """Under which keys all values lie. Reads whole tables."""
    cipher, counted = parts.get(FieldCipher), dict[tuple[Sealed, str], int]()
    async with parts.get(Database).sessions() as session, session.begin():
        for one in sealed:
            for district_id in await _districts(session, one):
                await _enter(session, district_id)
                for key_id, rows in await session.execute(_by_key(one)):
                    counted[one, key_id] = counted.get((one, key_id), 0) + rows
    return [
        Standing(one, key_id, cipher.standing_of(key_id), rows)
        for (one, key_id), rows in counted.items()
    ]


async def reseal(parts: Parts, sealed: Sealed) -> AsyncIterator[Batch]:
    """Seal anew, batch by batch, what is not under the current key."""
    cipher, column = parts.get(FieldCipher), sealed.column

    def renew(row: Row[Any]) -> dict[str, Any]:
        binding = sealed.binding_of(row)
        clear = cipher.open(getattr(row, column.name), binding=binding)
        return {column.name: cipher.seal(clear, binding=binding)}

    old = func.substr(column, 1, len(cipher.head)) != cipher.head
    async for batch in _walk(parts, sealed, old, renew):
        yield batch


async def reindex(parts: Parts, sealed: Sealed) -> AsyncIterator[Batch]:
    """Compute, batch by batch, what the texts of a column are found by under the index key.

    Only while nobody else is connected: meanwhile some rows are found by one key, some by another.
    """
    cipher, column = parts.get(FieldCipher), sealed.column

    def renew(row: Row[Any]) -> dict[str, Any]:
        clear = cipher.open(getattr(row, column.name), binding=sealed.binding_of(row))
        fit = {name: index(parts, row, clear) for name, index in sealed.indexes.items()}
        return fit if any(getattr(row, name) != value for name, value in fit.items()) else {}

    async for batch in _walk(parts, sealed, column.is_not(None), renew):
        yield batch


async def _walk(
    parts: Parts, sealed: Sealed, wanted: ColumnElement[bool], renew: Renew
) -> AsyncIterator[Batch]:
    sessions = parts.get(Database).sessions
    async with sessions() as session:
        districts = await _districts(session, sealed)
    for district_id in districts:
        after: Sequence[Any] | None = None
        while True:
            async with sessions() as session, session.begin():
                await _enter(session, district_id)
                rows = (await session.execute(_rows(sealed, wanted, after))).all()
                batch = await _write(session, sealed, rows, renew)
            if not rows:
                break
            after = [getattr(rows[-1], key.name) for key in sealed.key]
            yield batch


async def _write(
    session: AsyncSession, sealed: Sealed, rows: Sequence[Row[Any]], renew: Renew
) -> Batch:
    batch, changes = Batch(), list[dict[str, Any]]()
    for row in rows:
        key = {f"key_{column.name}": getattr(row, column.name) for column in sealed.key}
        try:
            if columns := renew(row):
                changes.append(key | {f"new_{name}": value for name, value in columns.items()})
        except CannotOpen:
            batch.unreadable.append("/".join(str(part) for part in key.values()))
    if changes:
        values = {name.removeprefix("new_") for name in changes[0] if name.startswith("new_")}
        change = update(sealed.table).where(
            *(column == bindparam(f"key_{column.name}") for column in sealed.key)
        )
        change = change.values({name: bindparam(f"new_{name}") for name in values})
        await session.execute(change, changes)
    batch.done = len(changes)
    return batch


def _rows(
    sealed: Sealed, wanted: ColumnElement[bool], after: Sequence[Any] | None
) -> Select[*tuple[Any, ...]]:
    """The next rows, locked as long as they are written; those that somebody holds are left out."""
    names = {column.name for column in sealed.key} | {sealed.column.name, *sealed.indexes}
    names |= {"district_id"} & set(sealed.table.columns.keys())
    rows = select(*(sealed.table.c[name] for name in sorted(names))).where(wanted)
    if after is not None:
        rows = rows.where(tuple_(*sealed.key) > tuple_(*after))
    free = rows.order_by(*sealed.key).limit(sealed.at_once)
    return free.with_for_update(skip_locked=True, key_share=True)


def _by_key(sealed: Sealed) -> Select[str, int]:
    column = sealed.column
    named = func.encode(func.substr(column, 3, func.get_byte(column, 1)), "escape")
    key_id = case((func.octet_length(column) > 2, named), else_="?")
    return select(key_id, func.count()).where(column.is_not(None)).group_by(key_id)


async def _districts(session: AsyncSession, sealed: Sealed) -> list[UUID | None]:
    if not sealed.walled:
        return [None]
    districts = select(Place.id).where(Place.kind == PlaceKind.DISTRICT).order_by(Place.id)
    return list(await session.scalars(districts))


async def _enter(session: AsyncSession, district_id: UUID | None) -> None:
    # A whole table takes longer to look through than the app role lets a request take.
    await session.execute(text("SET LOCAL statement_timeout = 0"))
    if district_id is not None:
        await enter_district(session, district_id)
