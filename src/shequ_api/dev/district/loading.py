"""Putting very many rows into tables, as the owner, in the caller's transaction.

Foreign keys and plain indexes are taken down, and put up again over all rows at once: what would be
one check and several index entries for each row becomes a join and a sort for each table. It is one
transaction, so a run that dies leaves tables, keys and indexes as they were.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url

from shequ_api.dev.district.community import Copied

SETTINGS = {
    "lock_timeout": "10s",
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "maintenance_work_mem": "256MB",
    "work_mem": "128MB",
}
FOREIGN_KEYS = """
    SELECT conrelid::regclass::text AS "table", conname AS name, pg_get_constraintdef(oid) AS made
    FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY($1::regclass[]) ORDER BY 1, 2"""
INDEXES = """
    SELECT indrelid::regclass::text AS "table", indexrelid::regclass::text AS name,
           pg_get_indexdef(indexrelid) AS made
    FROM pg_index i WHERE indrelid = ANY($1::regclass[]) AND NOT indisunique
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid) ORDER BY 1, 2"""
WALLED = """
    SELECT oid::regclass::text AS "table" FROM pg_class
    WHERE oid = ANY($1::regclass[]) AND relforcerowsecurity ORDER BY 1"""
SIZES = "SELECT t::text, pg_total_relation_size(t) AS bytes FROM unnest($1::regclass[]) t"


async def connect(url: str) -> Any:
    """The owner's own connection, by a SQLAlchemy address."""
    parsed = make_url(url)
    given = {key: value for key, value in parsed.query.items() if key in ("host", "port")}
    return await asyncpg.connect(
        user=parsed.username,
        password=parsed.password,
        host=parsed.host or given.get("host"),
        port=parsed.port or given.get("port"),
        database=parsed.database,
        server_settings={"jit": "off", "timezone": "UTC", "application_name": "shequ-district"},
    )


@dataclass(frozen=True, slots=True)
class TakenDown:
    """What was taken down, and the statements that put it up again."""

    indexes: Sequence[str]
    foreign_keys: Sequence[str]
    walls: Sequence[str]


async def set_up(connection: Any) -> None:
    """The limits of a long transaction."""
    for name, value in SETTINGS.items():
        await connection.execute("SELECT set_config($1, $2, true)", name, value)


async def take_down(connection: Any, tables: Sequence[str]) -> TakenDown:
    """Drop foreign keys of the tables, and indexes that keep nothing unique; open the walls.

    COPY refuses tables whose row-level security applies to the one who copies.
    """
    keys = await connection.fetch(FOREIGN_KEYS, tables)
    indexes = await connection.fetch(INDEXES, tables)
    for key in keys:
        await connection.execute(f'ALTER TABLE {key["table"]} DROP CONSTRAINT "{key["name"]}"')
    for index in indexes:
        await connection.execute(f"DROP INDEX {index['name']}")
    walled = [row["table"] for row in await connection.fetch(WALLED, tables)]
    for table in walled:
        await connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    return TakenDown(
        [index["made"] for index in indexes],
        [
            f'ALTER TABLE {key["table"]} ADD CONSTRAINT "{key["name"]}" {key["made"]}'
            for key in keys
        ],
        [f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in walled],
    )


async def copy(connection: Any, part: Copied) -> None:
    """Append the rows of one sheet."""

    async def source() -> AsyncIterator[bytes]:
        yield part.text

    await connection.copy_to_table(part.table, source=source(), columns=part.columns, format="text")


async def sizes(connection: Any, tables: Sequence[str]) -> dict[str, int]:
    """Bytes on disk, indexes included."""
    rows = await connection.fetch(SIZES, tables)
    return {row["t"]: row["bytes"] for row in rows}
