"""`shequ privacy …`: whom a restored backup must not bring back."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from shequ_api.app import open_parts
from shequ_api.base.files.storage import Storage
from shequ_api.base.privacy.outside import (
    Erased,
    come_back,
    erase_again,
    erased_here,
    noted_outside,
)
from shequ_api.base.registry import Registry
from shequ_api.cli.database import ready_database
from shequ_api.cli.output import console, fail
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.settings import Settings

app = typer.Typer(help="注销与备份恢复 / erasures and restored backups", no_args_is_help=True)


@app.callback()
def privacy() -> None:
    """注销与备份恢复 / erasures and restored backups."""


@app.command()
def erasures(
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="自哪天起 / from this day on")
    ] = None,
) -> None:
    """已注销账号的日期与编号，每行一个 / who was erased, a line each: day and id, nothing else."""
    settings = Settings()
    with ready_database(settings) as addresses:
        found = asyncio.run(_erased(settings, addresses.app))
    for day, person_id in sorted(found):
        if since is None or day >= since.date():
            typer.echo(f"{day} {person_id}")


@app.command()
def apply(
    file: Annotated[
        Path | None,
        typer.Argument(
            exists=True,
            dir_okay=False,
            readable=True,
            help="shequ privacy erasures 的输出；默认用文件存储里的清单 / default: what is stored",
        ),
    ] = None,
) -> None:
    """恢复备份之后、启动服务之前执行：再次注销 / after a restore, before serving: erase again."""
    settings = Settings()
    listed = _read(file) if file else None
    with ready_database(settings) as addresses:
        erased = asyncio.run(_apply(settings, addresses.app, listed))
    console.print(f"[green]✓[/] 再次注销 {erased} 个账号 / accounts erased again")


def _read(file: Path) -> set[UUID]:
    """The ids of a list; ends where a line has none, before anything is done."""
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    ids = set()
    for number, line in enumerate(lines, start=1):
        try:
            ids |= {UUID(line.split()[-1])} if line.strip() else set()
        except ValueError:
            fail(f"{file.name}: 第 {number} 行不是编号 / line {number} has no id")
    return ids


async def _erased(settings: Settings, url: str) -> set[Erased]:
    async with open_parts(settings, url) as parts:
        async with parts.get(Database).sessions() as session:
            here = await erased_here(session)
        return here | await noted_outside(parts.get(Storage))


async def _apply(settings: Settings, url: str, listed: set[UUID] | None) -> int:
    """How many were erased; each in a transaction of its own, so that it may be begun anew."""
    async with open_parts(settings, url) as parts:
        if listed is None:
            listed = {each.person_id for each in await noted_outside(parts.get(Storage))}
        async with parts.get(Database).sessions() as session:
            back = await come_back(session, listed)
        for person_id in back:
            await _erase(parts, person_id)
        return len(back)


async def _erase(parts: Parts, person_id: UUID) -> None:
    async with parts.get(Database).sessions() as session, session.begin():
        modules = parts.get(Registry).modules
        await erase_again(session, modules, person_id, now=utc_now())
