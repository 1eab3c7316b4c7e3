"""`shequ audit verify`, `shequ audit head`: prove the audit log; show what to keep outside."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, TypeVar

import typer
from rich.table import Table
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from shequ_api.base.audit import checker
from shequ_api.base.audit.models import AuditBlock
from shequ_api.base.audit.sealing import latest_block
from shequ_api.base.audit.seals import Seals
from shequ_api.cli.database import ready_database
from shequ_api.cli.output import console
from shequ_api.kit.clock import monotonic, utc_now
from shequ_api.kit.crypto import KeyRing
from shequ_api.settings import Settings

BROKEN = 1
SHOWN = 200
app = typer.Typer(help="操作日志 / the audit log", no_args_is_help=True)
Answer = TypeVar("Answer")


@app.callback()
def audit() -> None:
    """操作日志：验证与封存 / the audit log: its proof and its seals."""


@app.command()
def verify(
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="首日 / first day"),
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="末日 / last day")
    ] = None,
    head: Annotated[
        str | None, typer.Option(help="外部保存的 编号:哈希 / number:hash as kept outside")
    ] = None,
) -> None:
    """重算全部记录与区块，有出入则退出码为 1 / recompute it all; exit code 1 on any finding."""
    settings = Settings()
    days = (first.date() if first else None, last.date() if last else None)
    outside, started = _outside(head), monotonic()
    with ready_database(settings) as addresses:
        seals = Seals(KeyRing(*settings.keys("audit_key")))

        async def look(session: AsyncSession) -> checker.Report:
            return await checker.Checker(session, seals, now=utc_now()).run(*days, outside)

        report = asyncio.run(_asked(addresses.app, look))
    rate = int(report.rows / max(monotonic() - started, 0.001))
    console.print(
        f"记录 entries {report.rows}（{rate}/s） 区块 blocks {report.blocks}"
        f" 待封存 pending {report.pending} 最新 head {_shown(report.head)}"
    )
    if report.findings:
        console.print(_table(report.findings))
        console.print("[bold red]操作日志被改动过 / the log is not as it was written[/]")
        raise typer.Exit(BROKEN)
    console.print("[bold green]操作日志完整 / the log is whole[/]")


@app.command(name="head")
def show_head() -> None:
    """最新区块的编号与哈希，请保存在外部 / the newest block's number and hash, to keep outside."""
    with ready_database(Settings()) as addresses:
        block = asyncio.run(_asked(addresses.app, latest_block))
    typer.echo(_shown(_head_of(block)))


async def _asked(address: str, ask: Callable[[AsyncSession], Awaitable[Answer]]) -> Answer:
    engine = create_async_engine(address, poolclass=NullPool, isolation_level="REPEATABLE READ")
    try:
        async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
            # A whole log takes longer to read than the app role lets a request take.
            await session.execute(text("SET LOCAL statement_timeout = 0"))
            await session.execute(text("SET TRANSACTION READ ONLY"))
            return await ask(session)
    finally:
        await engine.dispose()


def _outside(head: str | None) -> checker.Head | None:
    if head is None:
        return None
    number, _, code = head.partition(":")
    try:
        return checker.Head(int(number), bytes.fromhex(code))
    except ValueError:
        raise typer.BadParameter("编号:哈希 / number:hash", param_hint="--head") from None


def _head_of(block: AuditBlock | None) -> checker.Head | None:
    return checker.Head(block.number, block.hash) if block else None


def _shown(head: checker.Head | None) -> str:
    return f"{head.number}:{head.hash.hex()}" if head else "–"


def _table(findings: list[checker.Finding]) -> Table:
    title = f"前 {SHOWN} 条 / the first {SHOWN} of {len(findings)}"
    table = Table("发现 finding", "", "记录或区块 entry or block", title=title)
    for finding in findings[:SHOWN]:
        table.add_row(*checker.TITLES[finding.fault], finding.subject)
    return table
