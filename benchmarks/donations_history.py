"""`python -m benchmarks.donations_history`: a pool with a million lines, and what proving costs.

It plants the lines where they lie, seals and proves them, and prints milliseconds: the
balance at an instant with and without checkpoints, a trial balance of the past, a whole proof, and
a nightly one right behind it.
"""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from rich.table import Table
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.donations_ground import NAME, prepare, stage
from benchmarks.ground import FOLDER, console
from benchmarks.servers import settings_of
from shequ_api.app import close_parts, gather_parts
from shequ_api.blocks.ledger.chain_proving import ChainProver
from shequ_api.blocks.ledger.checkpoints import keep_checkpoints
from shequ_api.blocks.ledger.day_totals import standing_before
from shequ_api.blocks.ledger.proofs import prove
from shequ_api.blocks.ledger.queries import balance_as_of
from shequ_api.blocks.ledger.sealing import seal_transfers
from shequ_api.kit import embedded
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts

LINES = int(os.environ.get("SHEQU_BENCH_LINES", "1000000"))
DAYS = 100
LOADED = """
    INSERT INTO ledger_transfers (id, ledger, district_id, key, debit_account_id,
      credit_account_id, amount, reason, reference_kind, reference_id, at)
    SELECT gen_random_uuid(), 'points', g.district_id, 'history/' || n, g.id, :pool, 1, 'bench',
      'donation', gen_random_uuid(),
      CAST(:begins AS timestamptz) + n * CAST(:step AS interval)
    FROM generate_series(CAST(:first AS int), CAST(:last AS int)) n
    JOIN ledger_accounts g ON g.id = (CAST(:givers AS uuid[]))[1 + n % :many]"""
SETTLED = """
    UPDATE ledger_accounts a SET balance = balance + s.change,
      moved_at = greatest(moved_at, s.at), opened_at = opened_at - interval '200 days',
      floor = CASE WHEN owner_key LIKE 'bench/%' THEN NULL ELSE floor END
    FROM (SELECT account_id, sum(change) AS change, max(at) AS at FROM (
      SELECT credit_account_id AS account_id, amount AS change, at FROM ledger_transfers
      WHERE key LIKE 'history/%' UNION ALL
      SELECT debit_account_id, -amount, at FROM ledger_transfers WHERE key LIKE 'history/%') l
      GROUP BY 1) s
    WHERE a.id = s.account_id"""


def main() -> None:
    """Fill a database, measure, print."""
    running = embedded.start(FOLDER)
    try:
        addresses = prepare(running)
        found = asyncio.run(stage(addresses.app))
        begins = utc_now() - timedelta(days=DAYS)
        asyncio.run(load(addresses.app, found.pool_accounts[0], found.givers, begins))
        embedded.superuser_sql(running, SETTLED.replace("\n", " "), database=NAME)
        embedded.superuser_sql(running, "VACUUM ANALYZE", database=NAME)
        table = Table(title=f"{LINES:,} 行 / lines in one pool", width=100)
        for heading in ("what", "ms", "statements"):
            table.add_column(heading, justify="left" if heading == "what" else "right")
        asyncio.run(measure(addresses.app, found.pool_accounts[0], begins, table))
        console.print(table)
    finally:
        embedded.stop(running)


async def load(url: str, pool: UUID, givers: list[UUID], begins: datetime) -> None:
    parts = gather_parts(settings_of(FOLDER), url)
    step = timedelta(days=DAYS - 2) / LINES
    values: dict[str, Any] = {"pool": pool, "begins": begins, "step": step, "many": len(givers)}
    for first in range(1, LINES, 50_000):
        async with parts.get(Database).sessions() as session, session.begin():
            await session.execute(text("SET LOCAL statement_timeout = '300s'"))
            numbers = {"first": first, "last": min(first + 49_999, LINES)}
            await session.execute(text(LOADED), values | numbers | {"givers": givers})
    await close_parts(parts)


async def measure(url: str, pool: UUID, begins: datetime, table: Table) -> None:
    parts, now = gather_parts(settings_of(FOLDER), url), utc_now()
    middle = begins + timedelta(days=DAYS / 2)
    left = iter(range(LINES // 100_000 + 2, 0, -1))

    async def balance(session: AsyncSession) -> object:
        return await balance_as_of(session, account_id=pool, instant=middle)

    async def latest(session: AsyncSession) -> object:
        return await balance_as_of(session, account_id=pool, instant=now)

    async def trial(session: AsyncSession) -> object:
        return (await session.execute(standing_before(middle))).all()

    async def checkpoints(session: AsyncSession) -> object:
        return await keep_checkpoints(session, since=None)

    async def chain(session: AsyncSession) -> object:
        report = await ChainProver(session, session.info["seals"], now=now).run()
        assert not report.findings
        return report.transfers

    async def sealing(session: AsyncSession) -> object:
        return await seal_transfers(session, now - timedelta(hours=3) * next(left))

    def proof(*, whole: bool) -> Callable[[AsyncSession], Awaitable[object]]:
        async def made(session: AsyncSession) -> object:
            proven = await prove(session, whole=whole, made_by="clock", now=now)
            assert proven.proof.sound, proven.findings[:3]
            return proven.proof.transfers

        return made

    await _timed(parts, table, "balance 50 days ago, from the first line", balance)
    await _timed(parts, table, "balance now, from the first line", latest)
    await _timed(parts, table, "trial balance 50 days ago, from accounts and lines", trial)
    await _timed(parts, table, "sealing 100,000 transfers", sealing)
    for _ in range(LINES // 100_000):
        await _quietly(parts, sealing)
    await _timed(parts, table, "the chain, all of it", chain)
    await _timed(parts, table, "a checkpoint for the pool and its givers", checkpoints)
    await _timed(parts, table, "a whole proof", proof(whole=True))
    await _timed(parts, table, "balance now, from its checkpoint", latest)
    await _timed(parts, table, "a nightly proof right behind it", proof(whole=False))
    await close_parts(parts)


async def _timed(
    parts: Parts, table: Table, title: str, do: Callable[[AsyncSession], Awaitable[object]]
) -> None:
    statements = 0

    def note(*_: Any) -> None:
        nonlocal statements
        statements += 1

    engine = parts.get(Database).engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    began = time.perf_counter()
    await _quietly(parts, do)
    took = f"{(time.perf_counter() - began) * 1000:,.0f}"
    console.print(f"{title}: {took} ms")
    table.add_row(title, took, str(statements))
    event.remove(engine, "before_cursor_execute", note)


async def _quietly(parts: Parts, do: Callable[[AsyncSession], Awaitable[object]]) -> None:
    async with parts.get(Database).sessions() as session, session.begin():
        await session.execute(text("SET LOCAL statement_timeout = 0"))
        await do(session)


if __name__ == "__main__":
    main()
