"""One embedded server for all workers, one database for each, one transaction for each test."""

import asyncio
import fcntl
import gc
import os
import random
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from itertools import count
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, async_sessionmaker

from shequ_api.app import close_parts, create_app, gather_parts
from shequ_api.base.events.worker import Worker
from shequ_api.base.registry import Registry
from shequ_api.cli.database import Addresses, bring_up_to_date
from shequ_api.dev.fake_wechat.app import fake_wechat
from shequ_api.dev.fake_wechat.quotas import Limits
from shequ_api.dev.fake_wechat.state import FakeApp
from shequ_api.kit import db, embedded
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.hot import pool
from shequ_api.kit.http import limits
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.logs import set_up_logs
from shequ_api.kit.outbound import Outbound
from shequ_api.settings import Settings
from tests import clocks, runs
from tests.cast import Cast, assemble
from tests.counting import Queries, counting
from tests.rehearsed import Rehearsed
from tests.serving import Hand, served

pytest_plugins = ["tests.architecture.met"]

ROOT = Path(__file__).parents[1]
FOLDER = Path(os.environ.get("SHEQU_TEST_DIR", ROOT / ".shequ" / "test"))
ROOMY = Limits(logins_per_user_minute=10_000)
WORKER = f"{runs.RUN}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
"""In the name of each database and folder that a process makes, so that no two share one."""
TURNS = count(1)


def pytest_configure(config: pytest.Config) -> None:
    # What is imported stays: looking through it again and again takes a sixth of the suite's time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    if runs.LEADS:
        held = ExitStack()
        held.enter_context(runs.alive(FOLDER))
        config.add_cleanup(held.close)


def pytest_report_header(config: pytest.Config) -> str:
    return f"random seed: {config.getoption('randomly_seed', default=random.random())}"


PATIENCE_SECONDS = {"statement_timeout": 25, "lock_timeout": 20}


@pytest.fixture(scope="session", autouse=True)
def plain_logs() -> None:
    """As in production: JSON, without the local variables of a traceback."""
    set_up_logs(readable=False)


@pytest.fixture(scope="session", autouse=True)
def loopback_only() -> Iterator[None]:
    """Sockets reach loopback and unix sockets only."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test reached out to {address[0]}")
        connect(self, address)  # type: ignore[arg-type]  # socket's address is anything

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        # Behind the checkpoint of a DROP DATABASE nobody is let in for seconds, on a slow disk.
        patch.setattr(db, "CONNECT_SECONDS", PATIENCE_SECONDS["lock_timeout"])
        patch.setattr(pool, "PATIENCE_SECONDS", PATIENCE_SECONDS["statement_timeout"])
        yield


@pytest.fixture(scope="session")
def server() -> Iterator[Embedded]:
    """The embedded PostgreSQL, shared by all workers; the last one to leave stops it."""
    running = embedded.start(FOLDER.resolve())
    yield running
    for name in databases_of(running):
        if f"_{WORKER}_" in name:
            drop(running, name)
    embedded.stop(running)


def databases_of(server: Embedded) -> list[str]:
    return embedded.superuser_sql(server, "SELECT datname FROM pg_database").split()


def drop(server: Embedded, name: str) -> None:
    embedded.superuser_sql(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def addresses_of(server: Embedded, name: str) -> Addresses:
    """Where both roles reach a database."""
    owner, app = embedded.OWNER_ROLE, embedded.APP_ROLE
    return Addresses(server.url(name, app), server.url(name, owner))


def settings_for_tests(wechat_url: str = "http://127.0.0.1:9") -> Settings:
    return Settings(
        _env_file=None,
        environment="development",
        data_dir=FOLDER / "data",
        allowed_hosts=["testserver", "127.0.0.1"],
        wechat_url=wechat_url,
        wechat_app_id="wx0123456789abcdef",
        wechat_app_secret=FakeApp().secret,
        work_inside_serve=False,
        quick_ways=False,
        requests_per_minute=1_000_000,
        logins_per_minute=1_000_000,
        questions_per_minute=1_000_000,
        tickets_per_day=1_000_000,
        identical_tickets_per_day=1_000_000,
    )


@pytest.fixture(scope="session")
async def template(server: Embedded) -> str:
    """A migrated database with the cast in it, built once and cloned."""
    name = f"shequ_template_{runs.MARK}"
    with (FOLDER / "template.lock").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        found = databases_of(server)
        for old in runs.left_behind(found, runs.living(FOLDER)):
            drop(server, old)
        if name in found:
            return name
        making = f"shequ_making_{WORKER}_test"
        embedded.create_database(server, making)
        addresses = addresses_of(server, making)
        await asyncio.to_thread(bring_up_to_date, addresses)
        parts = gather_parts(settings_for_tests(), addresses.app)
        await assemble(parts, utc_now())
        await clocks.wind_up(parts)
        await parts.get(Outbound).aclose()
        await parts.get(Database).close()
        embedded.superuser_sql(server, f'ALTER DATABASE "{making}" RENAME TO "{name}"')
    return name


def clone(server: Embedded, template: str, name: str) -> Addresses:
    """A fresh copy of the template; with more patience than elsewhere, for slow machines."""
    drop(server, name)
    embedded.superuser_sql(
        server, f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER {embedded.OWNER_ROLE}'
    )
    patience = "".join(
        f"ALTER ROLE {embedded.APP_ROLE} IN DATABASE \"{name}\" SET {limit} = '{seconds}s';"
        for limit, seconds in PATIENCE_SECONDS.items()
    )
    embedded.superuser_sql(server, patience)
    return addresses_of(server, name)


@asynccontextmanager
async def opened(server: Embedded, template: str, name: str) -> AsyncIterator[Parts]:
    """Parts whose transactions are real, on a database of their own."""
    name = f"shequ_{name}_{WORKER}_test"
    parts = gather_parts(settings_for_tests(), clone(server, template, name).app)
    yield parts
    await close_parts(parts)
    drop(server, name)


@pytest.fixture(scope="module")
async def open_parts(
    request: pytest.FixtureRequest, server: Embedded, template: str
) -> AsyncIterator[Parts]:
    """The same for the tests of one file, one after the other."""
    async with opened(server, template, request.path.stem) as parts:
        yield parts


@pytest.fixture(scope="session")
async def fake_wechat_url() -> AsyncIterator[str]:
    """The fake WeChat over HTTP."""
    async with served(fake_wechat(utc_now, limits=ROOMY)) as url:
        yield url


@pytest.fixture(scope="session")
async def hand(fake_wechat_url: str) -> AsyncIterator[Hand]:
    """The phone's part of WeChat."""
    async with AsyncClient(base_url=fake_wechat_url) as http:
        yield Hand(http)


@pytest.fixture(scope="session")
async def worker_parts(
    server: Embedded, template: str, fake_wechat_url: str
) -> AsyncIterator[Parts]:
    addresses = clone(server, template, f"shequ_{WORKER}_test")
    parts = gather_parts(settings_for_tests(fake_wechat_url), addresses.app)
    yield parts
    await parts.get(Outbound).aclose()
    await parts.get(Database).close()


@pytest.fixture(scope="session")
async def shared_connection(worker_parts: Parts) -> AsyncIterator[AsyncConnection]:
    async with worker_parts.get(Database).engine.connect() as connection:
        yield connection


@pytest.fixture(autouse=True)
def still_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test counts tries in windows of its own, none of which ends in the middle of it."""
    at = next(TURNS) * 7200 + 1000.0
    monkeypatch.setattr(limits, "monotonic", lambda: at)


@pytest.fixture
async def parts(worker_parts: Parts, shared_connection: AsyncConnection) -> AsyncIterator[Parts]:
    async with joined(worker_parts, shared_connection):
        yield worker_parts


@asynccontextmanager
async def joined(parts: Parts, connection: AsyncConnection) -> AsyncIterator[None]:
    """The application's parts, whose sessions live in one transaction that is rolled back.

    What a test put in the place of a part goes with it."""
    kept = {kind: parts.get(kind) for kind in parts.kinds()}
    pooled = parts.get(Database)
    transaction = await connection.begin()
    sessions = async_sessionmaker(
        connection,
        expire_on_commit=False,
        join_transaction_mode="create_savepoint",
        info=pooled.sessions.kw["info"],
    )
    inside = Database(pooled.engine, sessions)
    parts.add(inside)
    parts.add(Worker(inside, parts.get(Registry).hearing))
    yield
    await transaction.rollback()
    for kind, thing in kept.items():
        parts.add(thing, kind=kind)


@pytest.fixture
async def session(parts: Parts) -> AsyncIterator[AsyncSession]:
    async with parts.get(Database).sessions() as session:
        yield session


@pytest.fixture(scope="session")
def app(worker_parts: Parts) -> FastAPI:
    """Made once: to lay out all routes takes most of a second."""
    return create_app(settings_for_tests(), worker_parts)


@pytest.fixture
async def client(app: FastAPI, parts: Parts) -> AsyncIterator[AsyncClient]:
    """An anonymous client of the application."""
    transport = ASGITransport(Rehearsed(app), raise_app_exceptions=True)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


@pytest.fixture
async def cast(parts: Parts) -> Cast:
    """The standing community and its people."""
    return await Cast.found(parts)


@pytest.fixture
def work(parts: Parts) -> clocks.Work:
    """Do all jobs that are due, and these clocks."""

    async def work(*names: str) -> int:
        return await clocks.drain(parts, utc_now(), *names)

    return work


@pytest.fixture
def queries(parts: Parts) -> Queries:
    return counting(parts)
