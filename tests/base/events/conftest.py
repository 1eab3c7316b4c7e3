from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from shequ_api.base.events.facts import Clockwork, Hearing, Reaction
from shequ_api.base.events.worker import Worker
from shequ_api.cli.database import Addresses
from shequ_api.kit import embedded
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from tests.base.events.doing import TABLE, Hire, heard, hearing_of
from tests.conftest import WORKER, clone


@pytest.fixture(scope="session")
def addresses(server: Embedded, template: str) -> Addresses:
    """A database of the worker's own, whose transactions really commit."""
    addresses = clone(server, template, f"shequ_events_{WORKER}_test")
    embedded.superuser_sql(server, TABLE, database=addresses.name)
    return addresses


@pytest.fixture
async def database(addresses: Addresses) -> AsyncIterator[Database]:
    """Connections of the test itself; no jobs and no effects yet."""
    opened = heard(addresses.app, Hearing([], []))
    async with opened.sessions() as session, session.begin():
        for table in ("jobs", "effects", "settled", "schedules"):
            await session.execute(text(f"DELETE FROM {table}"))
    yield opened
    await opened.close()


@pytest.fixture
async def hire(addresses: Addresses, database: Database) -> AsyncIterator[Hire]:
    """`hire(*reactions, *clocks)`: a worker with connections of its own."""
    async with AsyncExitStack() as stack:

        def hire(*listening: Reaction | Clockwork) -> Worker:
            hearing = hearing_of(*listening)
            opened = heard(addresses.app, hearing, pool_size=2)
            stack.push_async_callback(opened.close)
            return Worker(opened, hearing)

        yield hire


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Failures are meant here; printing their traces takes seconds."""
    with capture_logs():
        yield
