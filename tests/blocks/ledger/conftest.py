"""Books in a transaction that is rolled back, and a database whose commits stay."""

from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from shequ_api.base.audit.seals import Seals
from shequ_api.cli.database import Addresses
from shequ_api.kit.crypto import KeyRing
from shequ_api.kit.db import Database, open_database
from shequ_api.kit.embedded import Embedded
from tests.blocks.ledger.books import Books
from tests.cast import Cast, place
from tests.conftest import WORKER, clone, drop, settings_for_tests

DISTRICT = "510108000000"


def seals_for_tests() -> Seals:
    """Under the audit key of the tests."""
    return Seals(KeyRing(*settings_for_tests().keys("audit_key")))


@pytest.fixture
async def books(session: AsyncSession, cast: Cast) -> Books:
    return Books(session, cast.places[DISTRICT])


@pytest.fixture(scope="module")
async def ledger_addresses(server: Embedded, template: str) -> Addresses:
    """A database of its own, for tests that commit."""
    return clone(server, template, f"shequ_ledger_{WORKER}_test")


@pytest.fixture
async def crowd(ledger_addresses: Addresses) -> AsyncIterator[Database]:
    """That database, with twenty connections of the app role."""
    database = open_database(ledger_addresses.app, pool_size=20, seals=seals_for_tests())
    async with database.sessions() as session:  # a crowded pool may make a task wait its turn
        await session.execute(text("SELECT 1"))
    yield database
    await database.close()


@pytest.fixture
def own_addresses(server: Embedded, template: str) -> Iterator[Addresses]:
    """A database of one test, which leaves it as nobody else could use it."""
    addresses = clone(server, template, f"shequ_ledger_own_{WORKER}_test")
    yield addresses
    drop(server, addresses.name)


@pytest.fixture
async def alone(own_addresses: Addresses) -> AsyncIterator[Database]:
    """That database, for the app role."""
    database = open_database(own_addresses.app, pool_size=5, seals=seals_for_tests())
    yield database
    await database.close()


@pytest.fixture
async def superuser_books(ledger_addresses: Addresses, server: Embedded) -> AsyncIterator[Books]:
    """Books whose session may do anything, and is rolled back."""
    engine = create_async_engine(server.url(ledger_addresses.name, "postgres"), poolclass=NullPool)
    info = {"seals": seals_for_tests()}
    async with AsyncSession(engine, expire_on_commit=False, info=info) as session:
        yield Books(session, (await place(session, DISTRICT)).id)
    await engine.dispose()
