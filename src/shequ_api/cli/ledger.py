"""`shequ ledger verify`: prove every ledger from its rows, the chain over them, and the lots of the
points on cards."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from shequ_api.base.audit.seals import Seals
from shequ_api.base.audit.writing import OPERATOR
from shequ_api.blocks.ledger import checker
from shequ_api.blocks.ledger.chain_proving import FAULT_TITLES, ChainProver, ChainReport
from shequ_api.blocks.ledger.models import Ledger
from shequ_api.blocks.ledger.proofs import counted, proofs_not_on_record, prove
from shequ_api.blocks.ledger.queries import TrialLine, trial_balance
from shequ_api.cli.database import ready_database
from shequ_api.cli.output import console
from shequ_api.features.points_lots import checker as lots
from shequ_api.kit.clock import utc_now
from shequ_api.kit.crypto import KeyRing
from shequ_api.settings import Settings

BROKEN = 1
SHOWN = 50
NAMES = {
    Ledger.POINTS: "积分 points",
    Ledger.MONEY: "资金（分）money (fen)",
    Ledger.VOLUNTEER_HOURS: "志愿时长（分钟）volunteer hours (min)",
}
PROOF_CHANGED = "proof_changed"
TITLES: dict[str, tuple[str, str]] = {
    **{str(truth): titles for truth, titles in checker.TITLES.items()},
    **{str(fault): titles for fault, titles in FAULT_TITLES.items()},
    **{str(truth): titles for truth, titles in lots.TITLES.items()},
    PROOF_CHANGED: (
        "验证记录被删除，或与操作日志不符",
        "a proof is gone, or not as the audit log says",
    ),
}
app = typer.Typer(help="账本 / the ledgers", no_args_is_help=True)


@app.callback()
def ledgers() -> None:
    """账本：积分、资金、志愿时长 / the ledgers: points, money, volunteer hours."""


@app.command()
def verify(
    keep: Annotated[
        bool, typer.Option("--keep", help="将结果存为一次验证 / keep the result as a proof")
    ] = False,
) -> None:
    """从头验证所有账本、区块与积分批次，不成立则退出码为 1 / prove every ledger, the chain and the
    lots from the first row; exit code 1 where one is broken."""
    settings = Settings()
    with ready_database(settings) as addresses:
        seals = Seals(KeyRing(*settings.keys("audit_key")))
        looked = asyncio.run(_look(addresses.app, seals, keep=keep))
    console.print(_balances(looked.lines))
    counts = counted(looked.findings, looked.chain) | {PROOF_CHANGED: len(looked.proofs)}
    of_lots = Counter(found.truth for found in looked.lots)
    console.print(_truths(counts | {truth: of_lots[truth] for truth in lots.Truth}))
    console.print(
        f"区块 blocks {looked.chain.blocks} 转账 transfers {looked.chain.transfers}"
        f" 待封存 pending {looked.chain.pending}"
    )
    rows = _rows(looked)
    if rows:
        console.print(_shown(rows))
        console.print("[bold red]账本不成立 / a truth is broken[/]")
        raise typer.Exit(BROKEN)
    console.print("[bold green]全部账本成立 / every ledger holds[/]")


@dataclass(frozen=True, slots=True)
class Looked:
    """All that was looked at."""

    findings: Sequence[checker.Finding]
    chain: ChainReport
    proofs: Sequence[str]
    lines: Sequence[TrialLine]
    lots: Sequence[lots.Finding]


async def _look(address: str, seals: Seals, *, keep: bool) -> Looked:
    """In one snapshot. Whatever it keeps is written at its end."""
    engine = create_async_engine(address, poolclass=NullPool, isolation_level="REPEATABLE READ")
    now = utc_now()
    try:
        async with AsyncSession(engine, info={"seals": seals}) as session, session.begin():
            # A whole ledger takes longer to read than the app role lets a request take.
            await session.execute(text("SET LOCAL statement_timeout = 0"))
            proofs, lines = await proofs_not_on_record(session, seals), await trial_balance(session)
            of_lots = await lots.verify(session)
            if keep:
                proven = await prove(session, whole=True, made_by=OPERATOR, now=now)
                return Looked(proven.findings, proven.chain, proofs, lines, of_lots)
            await session.execute(text("SET TRANSACTION READ ONLY"))
            findings = await checker.verify(session)
            chain = await ChainProver(session, seals, now=now).run()
            return Looked(findings, chain, proofs, lines, of_lots)
    finally:
        await engine.dispose()


def _balances(lines: Sequence[TrialLine]) -> Table:
    table = Table("账本 ledger", title="各账本 / ledgers")
    for heading in ("账户 accounts", "冻结 held", "余额合计 sum"):
        table.add_column(heading, justify="right")
    for kind in Ledger:
        own = [line for line in lines if line.ledger == kind]
        accounts, held = sum(line.accounts for line in own), sum(line.held for line in own)
        total = sum(line.balance for line in own)
        table.add_row(NAMES[kind], str(accounts), str(held), str(total))
    return table


def _truths(counts: Mapping[str, int]) -> Table:
    table = Table("道理 truth", "", "结果 result", title="验证 / verification")
    for truth, broken in counts.items():
        result = f"[red]✗ {broken}[/]" if broken else "[green]✓[/]"
        table.add_row(*TITLES[truth], result)
    return table


def _rows(looked: Looked) -> list[tuple[str, ...]]:
    """What was found, as lines of a table."""
    rows = []
    for found in looked.findings:
        numbers = ("–" if n is None else str(n) for n in (found.expected, found.found))
        subject = str(found.subject_id or "–")
        rows.append((TITLES[found.truth][0], found.ledger, subject, *numbers))
    for each in looked.lots:
        numbers = ("–" if n is None else str(n) for n in (each.expected, each.found))
        rows.append((TITLES[each.truth][0], Ledger.POINTS, str(each.subject_id), *numbers))
    rows += [(TITLES[f.fault][0], "–", f.subject, "–", "–") for f in looked.chain.findings]
    rows += [(TITLES[PROOF_CHANGED][0], "–", proof, "–", "–") for proof in looked.proofs]
    return rows


def _shown(rows: Sequence[tuple[str, ...]]) -> Table:
    title = f"前 {SHOWN} 条 / the first {SHOWN} of {len(rows)}"
    table = Table("道理 truth", "账本 ledger", "记录 row", title=title)
    for heading in ("应为 expected", "实为 found"):
        table.add_column(heading, justify="right")
    for row in rows[:SHOWN]:
        table.add_row(*row)
    return table
