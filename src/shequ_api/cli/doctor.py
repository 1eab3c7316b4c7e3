"""`shequ doctor`: what is configured, what is missing, and how to mend it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from shequ_api.app import open_parts
from shequ_api.cli.checks.configuration import configuration_findings
from shequ_api.cli.checks.database import database_findings, jobs_findings, keys_finding
from shequ_api.cli.checks.erasures import erasures_finding
from shequ_api.cli.checks.finding import Finding, broken, broken_among, note, table_of
from shequ_api.cli.checks.machine import machine_findings, outside_findings
from shequ_api.cli.database import database_of
from shequ_api.cli.output import console
from shequ_api.kit.db import Database, open_database
from shequ_api.kit.embedded import EmbeddedFailed
from shequ_api.settings import Settings


def doctor() -> None:
    """检查配置与环境，并说明如何修复 / check everything and say how to mend it."""
    settings = Settings()
    findings = [*configuration_findings(settings), *machine_findings(settings)]
    findings += _running(settings)
    faults = broken_among(findings)
    console.print(table_of(findings))
    if faults:
        console.print(f"\n[bold red]{len(faults)} 处需要修复 / to mend[/]")
        raise SystemExit(1)
    console.print("\n[bold green]一切正常 / all is well[/]")


def _running(settings: Settings) -> list[Finding]:
    """What only a connection shows. A look makes nothing: no database where there is none yet."""
    if settings.embedded and not (settings.data_dir / "postgres" / "PG_VERSION").exists():
        text = "尚未建立，serve 会建立 / not made yet; serve makes it"
        return [note("数据库 database", text, "shequ serve")]
    with _url(settings) as url:
        if isinstance(url, Finding):
            return [url]
        return asyncio.run(_look(settings, url))


@contextmanager
def _url(settings: Settings) -> Iterator[str | Finding]:
    try:
        with database_of(settings) as addresses:
            yield addresses.app
    except EmbeddedFailed as error:
        yield broken("数据库 database", str(error), "SHEQU_DATA_DIR/postgres/server.log")


async def _look(settings: Settings, url: str) -> list[Finding]:
    database = open_database(url, pool_size=1, application="shequ-doctor")
    try:
        found = await database_findings(database)
        sound = not broken_among(found)
        if sound:
            found += await jobs_findings(database)
    finally:
        await database.close()
    found += await outside_findings(settings)
    # Other refusals are listed already; with keys missing there is nothing to open with.
    if sound and not settings.refusals():
        async with open_parts(settings, url) as parts:
            found.append(await keys_finding(parts.get(Database), parts))
            if not settings.development:
                found.append(await erasures_finding(parts))
    return found
