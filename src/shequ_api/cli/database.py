"""Which database a command uses: the configured one, or the embedded one, started for it."""

import asyncio
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url

from shequ_api.cli.output import fail
from shequ_api.kit import embedded, migrations
from shequ_api.kit.db import open_database
from shequ_api.kit.stopping import undisturbed
from shequ_api.settings import Settings

DEVELOPMENT_DATABASE = "shequ_dev"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the app role and the owner reach the database."""

    app: str
    owner: str

    @property
    def app_role(self) -> str:
        return make_url(self.app).username or ""

    @property
    def name(self) -> str:
        return make_url(self.app).database or ""


def configured_addresses(settings: Settings) -> Addresses | None:
    """What is configured, None where the embedded database is to be used."""
    if settings.database_url is None:
        return None
    app = with_driver(settings.database_url.get_secret_value())
    given = settings.migration_url
    return Addresses(app, with_driver(given.get_secret_value()) if given else app)


def with_driver(url: str) -> str:
    """The address with our driver: people write `postgres://` and `postgresql://`."""
    scheme, colon, rest = url.partition("://")
    ours = scheme in {"postgres", "postgresql"}
    return f"postgresql+asyncpg{colon}{rest}" if ours else url


@contextmanager
def database_of(settings: Settings) -> Iterator[Addresses]:
    """The addresses; the embedded server lives at least as long as the block."""
    configured = configured_addresses(settings)
    if configured is not None:
        yield configured
        return
    server = embedded.start(settings.data_dir.resolve())
    try:
        embedded.create_database(server, DEVELOPMENT_DATABASE)
        yield Addresses(
            server.url(DEVELOPMENT_DATABASE, embedded.APP_ROLE),
            server.url(DEVELOPMENT_DATABASE, embedded.OWNER_ROLE),
        )
    finally:
        with undisturbed():
            embedded.stop(server)


@contextmanager
def ready_database(settings: Settings) -> Iterator[Addresses]:
    """The database at the code's schema: the embedded one is brought to it, another is not."""
    with database_of(settings) as addresses:
        if settings.embedded:
            with _alone(settings.data_dir / "migrate.lock"):
                bring_up_to_date(addresses)
        elif (found := asyncio.run(revision_of(addresses.app))) != migrations.head():
            fail(
                f"数据库版本不符 / the database is at revision {found}, "
                f"the code at {migrations.head()}",
                "shequ migrate",
            )
        yield addresses


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Two commands may start at once; one migrates, the other waits and finds it done."""
    with lock.open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


async def revision_of(url: str) -> str | None:
    """The revision that a database is at, None before its first migration."""
    database = open_database(url, pool_size=1, application="shequ-start")
    exists = text("SELECT to_regclass('public.alembic_version') IS NOT NULL")
    try:
        async with database.sessions() as session:
            made = await session.scalar(exists)
            return await migrations.revision_of(session) if made else None
    finally:
        await database.close()


def bring_up_to_date(addresses: Addresses) -> None:
    """Run the missing migrations as the owner, then grant the app role what it needs."""
    found = asyncio.run(revision_of(addresses.owner))
    if found is not None and not migrations.knows(found):
        fail(
            f"数据库比代码新 / the database is at revision {found}, which this code does not know",
            "换用较新的代码，或另用一个 SHEQU_DATA_DIR / use newer code, or another SHEQU_DATA_DIR",
        )
    migrations.upgrade(addresses.owner)
    asyncio.run(migrations.grant_app_role(addresses.owner, addresses.app_role))
