"""`shequ ledger verify`: prove every ledger from its rows."""

import asyncio

import typer
from rich.table import Table
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from shequ_api.blocks.ledger import checker
from shequ_api.blocks.ledger.models import Ledger
from shequ_api.blocks.ledger.queries import TrialLine, trial_balance
from shequ_api.cli.database import ready_database
from shequ_api.cli.output import console
from shequ_api.settings import Settings

BROKEN = 1
SHOWN = 50
NAMES = {
    Ledger.POINTS: "积分 points",
    Ledger.MONEY: "资金（分）money (fen)",
    Ledger.VOLUNTEER_HOURS: "志愿时长（分钟）volunteer hours (min)",
}
app = typer.Typer(help="账本 / the ledgers", no_args_is_help=True)


@app.callback()
def ledgers() -> None:
    """账本：积分、资金、志愿时长 / the ledgers: points, money, volunteer hours."""


@app.command()
def verify() -> None:
    """验证所有账本，不成立则退出码为 1 / prove every ledger; exit code 1 where one is broken."""
    with ready_database(Settings()) as addresses:
        findings, lines = asyncio.run(_look(addresses.app))
    console.print(_balances(lines))
    console.print(_truths(findings))
    if findings:
        console.print(_rows(findings))
        console.print("[bold red]账本不成立 / a truth is broken[/]")
        raise typer.Exit(BROKEN)
    console.print("[bold green]全部账本成立 / every ledger holds[/]")


async def _look(address: str) -> tuple[list[checker.Finding], list[TrialLine]]:
    engine = create_async_engine(address, poolclass=NullPool)
    try:
        async with AsyncSession(engine) as session, session.begin():
            # A whole ledger takes longer to read than the app role lets a request take.
            await session.execute(text("SET LOCAL statement_timeout = 0"))
            return await checker.verify(session), await trial_balance(session)
    finally:
        await engine.dispose()


def _balances(lines: list[TrialLine]) -> Table:
    table = Table("账本 ledger", title="各账本 / ledgers")
    for heading in ("账户 accounts", "冻结 held", "余额合计 sum"):
        table.add_column(heading, justify="right")
    for kind in Ledger:
        own = [line for line in lines if line.ledger == kind]
        accounts, held = sum(line.accounts for line in own), sum(line.held for line in own)
        total = sum(line.balance for line in own)
        table.add_row(NAMES[kind], str(accounts), str(held), str(total))
    return table


def _truths(findings: list[checker.Finding]) -> Table:
    table = Table("道理 truth", "", "结果 result", title="验证 / verification")
    for truth, (chinese, english) in checker.TITLES.items():
        broken = sum(finding.truth == truth for finding in findings)
        result = f"[red]✗ {broken}[/]" if broken else "[green]✓[/]"
        table.add_row(chinese, english, result)
    return table


def _rows(findings: list[checker.Finding]) -> Table:
    title = f"前 {SHOWN} 条 / the first {SHOWN} of {len(findings)}"
    table = Table("道理 truth", "账本 ledger", "记录 row", title=title)
    for heading in ("应为 expected", "实为 found"):
        table.add_column(heading, justify="right")
    for finding in findings[:SHOWN]:
        numbers = ("–" if n is None else str(n) for n in (finding.expected, finding.found))
        subject = str(finding.subject_id or "–")
        table.add_row(checker.TITLES[finding.truth][0], finding.ledger, subject, *numbers)
    return table
