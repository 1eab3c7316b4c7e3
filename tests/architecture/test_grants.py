"""What the app role may do after the first migration, and after many."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from shequ_api.cli.database import Addresses, bring_up_to_date
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.model import Base
from shequ_api.modules import MODULES
from tests.conftest import WORKER, clone

assert MODULES, "importing the modules fills the metadata"
APPEND_ONLY = sorted(
    mapper.class_.__tablename__ for mapper in Base.registry.mappers if mapper.class_.append_only
)
RIGHTS = """
    SELECT c.relname, r.name FROM pg_class c
    CROSS JOIN unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS r(name)
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
      AND has_table_privilege(c.oid, r.name)
"""


@pytest.fixture(scope="module")
async def addresses(server: Embedded, template: str) -> Addresses:
    """A database that was migrated a second time, as each start does."""
    fresh = clone(server, template, f"shequ_grants_{WORKER}_test")
    await asyncio.to_thread(bring_up_to_date, fresh)
    return fresh


@pytest.fixture(scope="module")
async def as_app(addresses: Addresses) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(addresses.app, poolclass=NullPool)
    async with engine.connect() as connection:
        yield connection
    await engine.dispose()


@pytest.fixture(scope="module")
async def as_owner(addresses: Addresses) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(addresses.owner, poolclass=NullPool)
    async with engine.connect() as connection:
        yield connection
    await engine.dispose()


async def test_no_way_around_append_only(as_app: AsyncConnection) -> None:
    """Neither the table nor a partition of it."""
    held = {(row[0], row[1]) for row in (await as_app.execute(text(RIGHTS))).all()}
    assert ("persons", "UPDATE") in held, "the query looks at the wrong role"
    parts = await as_app.execute(
        text(
            "SELECT inhrelid::regclass::text FROM pg_inherits"
            " WHERE inhparent::regclass::text = ANY(:tables)"
        ),
        {"tables": APPEND_ONLY},
    )
    kept = {*APPEND_ONLY, *(row[0] for row in parts)}
    assert not sorted((table, right) for table, right in held if table in kept)
    assert not [table for table, right in held if right == "TRUNCATE"]


async def test_the_schema_version_is_not_the_apps_to_write(as_app: AsyncConnection) -> None:
    held = {(row[0], row[1]) for row in (await as_app.execute(text(RIGHTS))).all()}
    assert not [right for table, right in held if table == "alembic_version"]
    may_create = await as_app.scalar(text("SELECT has_schema_privilege('public', 'CREATE')"))
    assert may_create is False


@pytest.mark.parametrize("change", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
async def test_even_the_owner_changes_no_event(as_owner: AsyncConnection, change: str) -> None:
    """Tried on a row, since a trigger for each row says nothing about an empty table."""
    made = await as_owner.execute(
        text(
            "INSERT INTO events (id, recorded_at, name, subject_id, facts)"
            " VALUES (gen_random_uuid(), now(), 'tests.tried', gen_random_uuid(), '{}')"
        )
    )
    assert made.rowcount == 1
    with pytest.raises(DBAPIError, match="never changed"):
        await as_owner.execute(text(change.format("events", "name")))
    await as_owner.rollback()


@pytest.mark.parametrize("table", APPEND_ONLY)
async def test_even_the_owner_empties_no_table(as_owner: AsyncConnection, table: str) -> None:
    """Nor a month of it: triggers for statements are not inherited by partitions."""
    months = (
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = to_regclass(:table)"
    )
    parts = (await as_owner.scalars(text(months), {"table": table})).all()
    for emptied in (table, *parts[:2]):
        with pytest.raises(DBAPIError, match="never changed"):
            await as_owner.execute(text(f"TRUNCATE {emptied} CASCADE"))
        await as_owner.rollback()
