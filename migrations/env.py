"""Alembic's environment: async engine, short lock waits, and which tables are ours to compare."""

import asyncio
import re
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from shequ_api.kit.migrations import LOCK_TIMEOUT, STATEMENT_TIMEOUT
from shequ_api.kit.model import Base, Ltree
from shequ_api.modules import MODULES

assert MODULES, "importing the modules fills the metadata"
PARTITION = re.compile(r"_p\d{6}$")


def include(item: object, name: str | None, kind: str, *_: object) -> bool:
    """Leave out the monthly partitions and what lies on them."""
    table = getattr(item, "table", None)
    owner = name if kind == "table" else getattr(table, "name", None)
    return not PARTITION.search(owner or "")


def render(kind: str, item: object, context_: Any) -> str | Literal[False]:
    """Write our one column type by its name."""
    if kind == "type" and isinstance(item, Ltree):
        context_.imports.add("from shequ_api.kit.model import Ltree")
        return "Ltree()"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=include,
        render_item=render,
        compare_type=True,
        compare_server_default=False,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_online() -> None:
    # Of the connection: each migration has a transaction of its own, and is bound like the first.
    limits = {"lock_timeout": LOCK_TIMEOUT, "statement_timeout": STATEMENT_TIMEOUT}
    engine = create_async_engine(
        context.config.attributes["url"],
        poolclass=NullPool,
        connect_args={"server_settings": limits},
    )
    async with engine.connect() as connection:
        await connection.run_sync(run)
        await connection.commit()
    await engine.dispose()


asyncio.run(run_online())
