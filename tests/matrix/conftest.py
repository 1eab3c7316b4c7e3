"""The stage of the matrix: the world, planted once in a database of its own.

Each cell is one transaction that is rolled back, so that all begin alike.
"""

import logging
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
import structlog
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import async_sessionmaker

from shequ_api.app import close_parts, create_app, gather_parts
from shequ_api.features.codes.address import PublicAddress
from shequ_api.features.codes.attempts import Attempts
from shequ_api.features.service_certificates.refusals import ServiceChecks
from shequ_api.features.volunteer_certificates.refusals import Checks
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.http.route import TransactionRoute
from shequ_api.kit.http.switchboard import everything_of
from tests.cast import Cast
from tests.conftest import WORKER, clone, settings_for_tests
from tests.matrix import world
from tests.matrix.requests_codes import VERIFICATION
from tests.matrix.stage import Stage, Writes
from tests.serving import Hand


@pytest.fixture(scope="module")
async def open_parts(server: Embedded, template: str, fake_wechat_url: str) -> AsyncIterator[Parts]:
    """Parts whose transactions are real: for planting."""
    addresses = clone(server, template, f"shequ_matrix_{WORKER}_test")
    parts = gather_parts(settings_for_tests(fake_wechat_url), addresses.app)
    parts.add(PublicAddress("https://example.cn", {f"{VERIFICATION}.txt": "proof"}))
    parts.add(Attempts(per_minute=1_000_000))
    parts.add(Checks(per_minute=1_000_000))
    parts.add(ServiceChecks(per_minute=1_000_000))
    yield parts
    await close_parts(parts)


@pytest.fixture(scope="module")
async def stage(open_parts: Parts, hand: Hand) -> AsyncIterator[Stage]:
    """The planted world, and one connection on which every cell is played."""
    planted = await world.build(open_parts, await Cast.found(open_parts), hand)
    pooled = open_parts.get(Database)
    async with pooled.engine.connect() as connection:
        sessions = async_sessionmaker(
            connection,
            expire_on_commit=False,
            join_transaction_mode="create_savepoint",
            info=pooled.sessions.kw["info"],
        )
        open_parts.add(Database(pooled.engine, sessions))
        app = create_app(settings_for_tests(), open_parts)
        found = [
            (path, route)
            for path, route in everything_of(app)
            if isinstance(route, TransactionRoute)
        ]
        routes = {route.name: (path, route) for path, route in found}
        assert len(routes) == len(found), "two routes of one name: one would go unasked"
        transport = ASGITransport(app)
        with _heard() as log:
            async with AsyncClient(transport=transport, base_url="http://testserver") as client:
                yield Stage(planted, connection, client, routes, log, Writes(connection))
    open_parts.add(pooled)


@contextmanager
def _heard() -> Iterator[StringIO]:
    """All that is logged, by us and by libraries."""
    log = StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(file=log))
    yield log
    logging.getLogger().removeHandler(handler)
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(file=sys.stderr))
