"""`shequ seed`: what a new installation starts with."""

import asyncio

from shequ_api.app import open_parts
from shequ_api.cli.database import ready_database
from shequ_api.cli.output import console
from shequ_api.kit.clock import utc_now
from shequ_api.seed import seed as enter
from shequ_api.settings import Settings


def seed() -> None:
    """录入区划、分类、表单、规则，可重复执行 / enter what a new installation starts with."""
    settings = Settings()
    with ready_database(settings) as addresses:
        asyncio.run(seed_database(settings, addresses.app))
    console.print("[green]✓[/] 已录入 / entered")


async def seed_database(settings: Settings, url: str) -> None:
    """Enter what lacks."""
    async with open_parts(settings, url) as parts:
        await enter(parts, utc_now())
