"""`shequ import …`: bringing tables in, whole or not at all."""

import asyncio
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from shequ_api.app import open_parts
from shequ_api.base.audit.writing import note_command
from shequ_api.base.places.divisions import (
    Division,
    ImportRefused,
    Known,
    RowFault,
    import_divisions,
    known_divisions,
    read_divisions,
)
from shequ_api.cli.database import ready_database
from shequ_api.cli.output import console, fail, trouble
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.settings import Settings

PACKAGED = Path(str(files("shequ_api.base.places") / "data" / "chengdu_divisions.csv"))
FAULTS_SHOWN = 50

app = typer.Typer(help="导入数据 / import data", no_args_is_help=True)


@app.callback()
def imports() -> None:
    """导入数据 / import data."""


@app.command()
def places(
    file: Annotated[
        Path | None,
        typer.Argument(
            exists=True,
            dir_okay=False,
            readable=True,
            help="CSV: code,name,kind,parent_code；默认成都市区划 / default: Chengdu",
        ),
    ] = None,
) -> None:
    """导入行政区划；可重复执行 / import divisions; running it again is harmless."""
    settings, source = Settings(), file or PACKAGED
    with ready_database(settings) as addresses:
        try:
            added, whole = asyncio.run(_import(settings, addresses.app, source))
        except ImportRefused as refused:
            _show(refused.faults)
            fail(f"{source.name} 有误，未导入任何内容 / nothing was imported")
    console.print(f"[green]✓[/] {source.name}: {whole} 个区划 / divisions，新增 / new {added}")


async def _import(settings: Settings, url: str, source: Path) -> tuple[int, int]:
    """How many places are new, and how many the file has."""
    async with (
        open_parts(settings, url) as parts,
        parts.get(Database).sessions() as session,
        session.begin(),
    ):
        known = await known_divisions(session)
        divisions = read_divisions(source, known)
        with _progress() as progress:
            task = progress.add_task("区划 divisions", total=len(divisions))
            await import_divisions(session, divisions, lambda done: progress.advance(task, done))
        added = _new(divisions, known)
        note_command(session, "import-places", parameters={"new": str(added)}, now=utc_now())
    return added, len(divisions)


def _new(divisions: list[Division], known: Mapping[str, Known]) -> int:
    return len({division.code for division in divisions} - known.keys())


def _progress() -> Progress:
    columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    return Progress(*columns, TimeElapsedColumn(), console=console)


def _show(faults: list[RowFault]) -> None:
    table = Table("行 line", "问题 problem", title=f"{len(faults)} 行有误 / broken rows")
    for fault in faults[:FAULTS_SHOWN]:
        table.add_row(str(fault.line), fault.problem)
    if len(faults) > FAULTS_SHOWN:
        table.add_row("…", f"还有 {len(faults) - FAULTS_SHOWN} 行 / more")
    trouble.print(table)
