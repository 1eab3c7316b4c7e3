"""`shequ keys …`: under which keys data lies, and sealing it anew under the present ones."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from sqlalchemy import text

from shequ_api.app import open_parts
from shequ_api.base.audit.writing import note_command
from shequ_api.base.registry import Registry
from shequ_api.cli.database import ready_database
from shequ_api.cli.output import console, fail, trouble
from shequ_api.cli.resealing import Batch, Standing, reindex, reseal, standings
from shequ_api.kit.clock import utc_now
from shequ_api.kit.crypto import KeyStanding
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.sealed import Sealed
from shequ_api.settings import Settings

SHOWN = 20
TITLES = {
    KeyStanding.CURRENT: "[green]现行 / current[/]",
    KeyStanding.PREVIOUS: "[yellow]旧密钥 / an earlier one[/]",
    KeyStanding.UNKNOWN: "[bold red]未配置，打不开 / not given: does not open[/]",
}
OTHERS = text("""
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
""")
Walk = Callable[[Parts, Sealed], AsyncIterator[Batch]]

app = typer.Typer(help="更换加密密钥 / a change of the keys under which data lies")


@app.callback()
def keys() -> None:
    """更换加密密钥 / a change of the keys under which data lies."""


@app.command()
def status() -> None:
    """各加密字段在哪个密钥下；仍有旧密钥的数据时退出码为 1 / which key each value is under."""
    settings = Settings()
    with ready_database(settings) as addresses:
        found = asyncio.run(_standings(settings, addresses.app))
    _judge(found, unreadable=0)


@app.command(name="reseal")
def reseal_all(
    indexes: Annotated[
        bool,
        typer.Option(
            help="重算查找用的盲索引，须先停止服务 / compute the blind indexes anew: stop all first"
        ),
    ] = False,
) -> None:
    """用现行密钥重新加密，可随时中断再执行 / seal all under the current key; may be run again."""
    settings = Settings()
    with ready_database(settings) as addresses:
        unreadable, found = asyncio.run(_renew(settings, addresses.app, indexes=indexes))
    for row in unreadable[:SHOWN]:
        trouble.print(f"✗ 打不开 / does not open: {row}", markup=False)
    _judge(found, unreadable=len(unreadable))


async def _standings(settings: Settings, url: str) -> list[Standing]:
    async with open_parts(settings, url) as parts:
        return await standings(parts, parts.get(Registry).sealed)


async def _renew(
    settings: Settings, url: str, *, indexes: bool
) -> tuple[list[str], list[Standing]]:
    """Which rows do not open, and under which keys all lie in the end."""
    async with open_parts(settings, url) as parts:
        sealed = parts.get(Registry).sealed
        done, unreadable = 0, list[str]()
        if indexes:
            await _refuse_company(parts)
            done, unreadable = await _walked(parts, reindex, [one for one in sealed if one.indexes])
        resealed, unopened = await _walked(parts, reseal, sealed)
        async with parts.get(Database).sessions() as session, session.begin():
            facts = {"values": str(done + resealed), "indexes": str(indexes).lower()}
            note_command(session, "reseal-keys", parameters=facts, now=utc_now())
        return sorted({*unreadable, *unopened}), await standings(parts, sealed)


async def _refuse_company(parts: Parts) -> None:
    async with parts.get(Database).sessions() as session:
        others = await session.scalar(OTHERS)
    if others:
        fail(
            f"还有 {others} 个连接：请先停止服务与后台任务 / {others} others are connected",
            "shequ serve, shequ worker: stop them",
        )


async def _walked(parts: Parts, walk: Walk, sealed: Sequence[Sealed]) -> tuple[int, list[str]]:
    """How many values were changed, and which rows do not open.

    From the last module to the first, so that whatever a stopped walk has left undone is what
    start-up looks at.
    """
    done, unreadable = 0, list[str]()
    columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        for one in reversed(sealed):
            task = progress.add_task(str(one), total=None)
            async for batch in walk(parts, one):
                progress.advance(task, batch.done)
                done += batch.done
                unreadable += [f"{one} {key}" for key in batch.unreadable]
            progress.update(task, total=progress.tasks[task].completed)
    return done, unreadable


def _judge(found: list[Standing], *, unreadable: int) -> None:
    """The table, and what is left to do; ends with exit code 1 where anything is."""
    table = Table("字段 column", "密钥 key id", "", "数量 values")
    for one in found:
        table.add_row(str(one.sealed), one.key_id, TITLES[one.standing], str(one.rows))
    console.print(table)
    left = sum(one.rows for one in found if one.standing != KeyStanding.CURRENT)
    if unreadable:
        fail(f"{unreadable} 个值打不开，未改动 / do not open, and stay", "SHEQU_PREVIOUS_KEYS")
    if left:
        problem = f"尚有 {left} 个值不在现行密钥下 / values are not under the current key"
        fail(problem, "shequ keys reseal")
    console.print("[green]✓[/] 旧的 field_key 可以删除 / an earlier field_key may be dropped")
