"""`shequ seed`: what a new installation starts with, and districts full of made-up people."""

import asyncio
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from shequ_api.app import open_parts
from shequ_api.cli import development
from shequ_api.cli.database import Addresses, ready_database
from shequ_api.cli.output import console, fail
from shequ_api.kit.clock import utc_now
from shequ_api.seed import seed as enter
from shequ_api.settings import Settings

PHASES = {"copy": "社区 communities", "keys": "索引与外键 keys", "vacuum": "整理 vacuum"}
MEGABYTE = 1 << 20

app = typer.Typer(help="录入初始数据 / what an installation starts with", no_args_is_help=False)


@app.callback(invoke_without_command=True)
def seed(context: typer.Context) -> None:
    """录入区划、分类、表单、规则，可重复执行 / enter what a new installation starts with."""
    if context.invoked_subcommand is not None:
        return
    settings = Settings()
    with ready_database(settings) as addresses:
        asyncio.run(seed_database(settings, addresses.app))
    console.print("[green]✓[/] 已录入 / entered")


async def seed_database(settings: Settings, url: str) -> None:
    """Enter what lacks."""
    async with open_parts(settings, url) as parts:
        await enter(parts, utc_now())


@app.command()
def district(
    of: Annotated[str, typer.Option(help="510108 成华区，510112 龙泉驿区")],
    scale: Annotated[
        float, typer.Option(min=0.001, max=1, help="规模，1 为全区 / share of its size")
    ] = 1.0,
    seed: Annotated[int, typer.Option(help="相同则结果相同 / the same gives the same rows")] = 1,
) -> None:
    """生成一个区的虚构数据，仅限开发环境 / fill a district with made-up people.

    All or nothing: one transaction. A district that has compounds already is left alone.
    """
    settings = Settings()
    if not settings.development or not development.is_here():
        fail("虚构数据只在开发环境 / made-up people exist in development only", "SHEQU_ENVIRONMENT")
    with ready_database(settings) as addresses:
        asyncio.run(seed_database(settings, addresses.app))
        report = _made(settings, addresses, of, scale, seed)
    if report.already_there:
        console.print(f"[green]✓[/] {of} 已经生成过 / was made before: nothing changed")
        return
    console.print(_table(report))
    took = "，".join(f"{phase} {seconds:.0f} s" for phase, seconds in report.seconds.items())
    console.print(f"[dim]{took}[/]", soft_wrap=True)
    console.print(f"登录手机号从 / phones to sign in by, from {report.first_phone}: 区管理员")
    console.print(f"[green]✓[/] {of}: {sum(report.rows.values()):,} 行 / rows")


def _made(settings: Settings, addresses: Addresses, of: str, scale: float, seed: int) -> Any:
    """The report of the run, or the end."""
    run = development.load("district.run")
    app_id = settings.wechat_app_id or development.fake_wechat().app_id
    order = run.Order(of, scale, seed, app_id, utc_now())
    columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        tasks = {phase: progress.add_task(name, total=None) for phase, name in PHASES.items()}

        def tell(phase: str, done: int, whole: int) -> None:
            progress.update(tasks[phase], completed=done, total=whole)

        try:
            return asyncio.run(
                run.make_district(
                    order, settings, app_url=addresses.app, owner_url=addresses.owner, tell=tell
                )
            )
        except run.DistrictUnknown:
            known = "、".join(run.DISTRICTS)
            fail(f"没有 {of} 的规模数据 / nobody counted {of}", f"shequ seed district --of {known}")
        except run.DistrictTaken:
            fail(
                f"{of} 已有别的小区，未改动 / it has other compounds: nothing was changed",
                "SHEQU_DATA_DIR=…（另用一个数据库 / another database）",
            )


def _table(report: Any) -> Table:
    table = Table("表 table", "行 rows", "MB")
    for name, size in report.bytes.items():
        table.add_row(name, f"{report.rows[name]:,}", f"{size / MEGABYTE:,.0f}")
    return table
