"""`shequ trails verify`: prove that no logged step was changed, deleted, put in or moved."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import typer
from rich.table import Table
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from shequ_api.base.audit.seals import Seals
from shequ_api.blocks.workflow import proving, proving_seals
from shequ_api.cli.database import ready_database
from shequ_api.cli.output import console
from shequ_api.kit.clock import monotonic, utc_now
from shequ_api.kit.crypto import KeyRing
from shequ_api.settings import Settings

BROKEN = 1
SHOWN = 200
TOLD_EVERY = 100_000
"""Cases between two lines that say how far it is."""
app = typer.Typer(help="办理轨迹 / the trails of cases", no_args_is_help=True)


@app.callback()
def trails() -> None:
    """办理轨迹：每一步都与前一步相连 / trails: each step is bound to the one before it."""


@app.command()
def verify(
    after: Annotated[
        UUID | None, typer.Option(help="从这个事项之后接着查 / go on behind this case")
    ] = None,
    most: Annotated[
        int | None, typer.Option(min=1, help="最多查多少个事项 / so many cases at most")
    ] = None,
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="封存首日 / first sealed day"),
    ] = None,
) -> None:
    """重算全部办理步骤与每日封存，有出入则退出码为 1 / recompute all steps and the seals of the
    days; exit code 1 on any finding."""
    settings = Settings()
    report, started = proving.Report(), monotonic()
    with ready_database(settings) as addresses:
        seals = Seals(KeyRing(*settings.keys("audit_key")))
        since = first.date() if first else None
        last = asyncio.run(_prove(addresses.app, report, seals, after, most, since))
    rate = int(report.steps / max(monotonic() - started, 0.001))
    console.print(
        f"事项 cases {report.cases} 步骤 steps {report.steps}（{rate}/s）"
        f" 封存 seals {report.seals} 待封存的日子 days to be sealed {report.pending}"
        f" 已注销的备注 notes forgotten {report.forgotten}"
    )
    if last is not None:
        console.print(f"还有事项未查 / more cases are left: --after {last}")
    if report.findings:
        console.print(_table(report.findings))
        console.print("[bold red]办理轨迹被改动过 / trails are not as they were written[/]")
        raise typer.Exit(BROKEN)
    console.print("[bold green]所查办理轨迹完整 / the trails that were looked at are whole[/]")


async def _prove(
    address: str,
    report: proving.Report,
    seals: Seals,
    after: UUID | None,
    most: int | None,
    first: date | None,
) -> UUID | None:
    """Batches of cases, then days, each in a transaction of its own; the last case where some are
    left."""
    now, told = utc_now(), 0
    engine = create_async_engine(address, poolclass=NullPool, isolation_level="REPEATABLE READ")
    try:
        while most is None or report.cases < most:
            batch = proving.AT_ONCE if most is None else min(proving.AT_ONCE, most - report.cases)
            async with _instant(engine) as session:
                after = await proving.prove_cases(session, report, after=after, now=now, most=batch)
            if after is None:
                break
            if report.cases - told >= TOLD_EVERY:
                told = report.cases
                console.print(f"{report.cases} … --after {after}")
        async with _instant(engine) as session:
            days = await proving_seals.prove_seals(session, report, seals, now=now)
            await proving_seals.prove_days(session, report, days, now)
        for day in days:
            if first is None or day >= first:
                async with _instant(engine) as session:
                    await proving_seals.prove_day(session, report, day)
    finally:
        await engine.dispose()
    return after


@asynccontextmanager
async def _instant(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """A session that sees one instant, changes nothing, and takes its time."""
    async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
        await session.execute(text("SET LOCAL statement_timeout = 0"))
        await session.execute(text("SET TRANSACTION READ ONLY"))
        yield session


def _table(findings: list[proving.Finding]) -> Table:
    title = f"前 {SHOWN} 条 / the first {SHOWN} of {len(findings)}"
    table = Table("发现 finding", "", "事项#步骤、日期或封存 case#step, day or seal", title=title)
    for finding in findings[:SHOWN]:
        table.add_row(*proving.TITLES[finding.fault], finding.subject)
    return table
