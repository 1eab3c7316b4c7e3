"""The seeded database that the benchmarks share, kept while the schema stays the same."""

import asyncio
import os
from pathlib import Path

from rich.console import Console

from benchmarks import data
from benchmarks.servers import settings_of
from shequ_api.app import close_parts, gather_parts
from shequ_api.cli.database import Addresses, bring_up_to_date
from shequ_api.kit import embedded, migrations
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts

FOLDER = Path(os.environ.get("SHEQU_BENCH_DIR", ".shequ/bench")).resolve()
console = Console(width=110)


def prepare(running: embedded.Embedded) -> Addresses:
    """A seeded database, kept for the next run while the schema stays the same."""
    name = f"shequ_bench{migrations.head()}_dev"
    owner, app = embedded.OWNER_ROLE, embedded.APP_ROLE
    addresses = Addresses(running.url(name, app), running.url(name, owner))
    if name in embedded.superuser_sql(running, "SELECT datname FROM pg_database").split():
        return addresses
    console.print("准备数据 / seeding 200,000 tickets …")
    embedded.superuser_sql(running, "DROP DATABASE IF EXISTS shequ_seeding_dev WITH (FORCE)")
    embedded.create_database(running, "shequ_seeding_dev")
    seeding = Addresses(
        running.url("shequ_seeding_dev", app), running.url("shequ_seeding_dev", owner)
    )
    bring_up_to_date(seeding)
    asyncio.run(seed(gather_parts(settings_of(FOLDER), seeding.app)))
    embedded.superuser_sql(running, "VACUUM ANALYZE", database="shequ_seeding_dev")
    embedded.superuser_sql(running, f'ALTER DATABASE "shequ_seeding_dev" RENAME TO "{name}"')
    return addresses


async def seed(parts: Parts) -> None:
    await data.build(parts, utc_now())
    await close_parts(parts)
