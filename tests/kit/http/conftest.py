from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from shequ_api.base.events.facts import Hearing
from shequ_api.cli.database import Addresses
from shequ_api.kit import embedded
from shequ_api.kit.db import Database, open_database
from shequ_api.kit.embedded import Embedded
from tests.conftest import WORKER, clone
from tests.kit.http.tiny import TABLE


@pytest.fixture(scope="session")
def edge_addresses(server: Embedded, template: str) -> Addresses:
    """A database of the edge's own, whose transactions really commit."""
    name = f"shequ_edge_{WORKER}_test"
    addresses = clone(server, template, name)
    embedded.superuser_sql(server, TABLE, database=name)
    return addresses


@pytest.fixture
async def database(edge_addresses: Addresses) -> AsyncIterator[Database]:
    """Eight connections to it, its table empty."""
    opened = open_database(edge_addresses.app, pool_size=8, hearing=Hearing([], []))
    async with opened.sessions() as session, session.begin():
        await session.execute(text("DELETE FROM marks"))
        await session.execute(text("DELETE FROM idempotency_records"))
    yield opened
    await opened.close()


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Faults are meant here; printing their traces takes seconds."""
    with capture_logs():
        yield
