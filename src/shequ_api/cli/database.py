"""Which database a command uses: the configured one, or the embedded one, started for it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.engine import make_url

from shequ_api.kit import embedded, migrations
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


@contextmanager
def database_of(settings: Settings) -> Iterator[Addresses]:
    """The addresses; the embedded server lives at least as long as the block."""
    if settings.database_url is not None:
        app = settings.database_url.get_secret_value()
        owner = settings.migration_url.get_secret_value() if settings.migration_url else app
        yield Addresses(app, owner)
        return
    server = embedded.start(settings.data_dir.resolve())
    try:
        embedded.create_database(server, DEVELOPMENT_DATABASE)
        yield Addresses(
            server.url(DEVELOPMENT_DATABASE, embedded.APP_ROLE),
            server.url(DEVELOPMENT_DATABASE, embedded.OWNER_ROLE),
        )
    finally:
        embedded.stop(server)


def bring_up_to_date(addresses: Addresses) -> None:
    """Run the missing migrations as the owner, then grant the app role what it needs."""
    migrations.upgrade(addresses.owner)
    asyncio.run(migrations.grant_app_role(addresses.owner, addresses.app_role))
