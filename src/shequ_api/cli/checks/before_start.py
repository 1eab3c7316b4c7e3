"""What production does not start on."""

import asyncio

from rich.console import Group

from shequ_api.app import open_parts
from shequ_api.cli.checks.configuration import configuration_findings
from shequ_api.cli.checks.database import database_findings, keys_finding
from shequ_api.cli.checks.erasures import erasures_finding
from shequ_api.cli.checks.finding import Finding, broken_among, table_of
from shequ_api.cli.database import configured_addresses
from shequ_api.cli.output import trouble
from shequ_api.kit.db import Database, open_database
from shequ_api.settings import Settings


def refuse_unfit_production(settings: Settings) -> None:
    """End with exit code 1, and all that is broken, unless this is development or all is well."""
    if settings.development:
        return
    faults = broken_among(configuration_findings(settings))
    addresses = configured_addresses(settings)
    if addresses is not None:
        faults += broken_among(asyncio.run(_of_database(addresses.app)))
        if not faults:
            faults = broken_among(asyncio.run(_of_data(settings, addresses.app)))
    if faults:
        title = "[bold red]拒绝以生产环境启动 / refusing to start in production[/]"
        trouble.print(Group(title, table_of(faults)))
        raise SystemExit(1)


async def _of_database(url: str) -> list[Finding]:
    database = open_database(url, pool_size=1, application="shequ-start")
    try:
        return await database_findings(database)
    finally:
        await database.close()


async def _of_data(settings: Settings, url: str) -> list[Finding]:
    async with open_parts(settings, url) as parts:
        return [await keys_finding(parts.get(Database), parts), await erasures_finding(parts)]
