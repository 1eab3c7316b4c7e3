"""Ways to move amounts into an account that everybody gives to, on raw connections."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.engine import make_url

from shequ_api.blocks.ledger.service import transfer
from shequ_api.blocks.ledger.statements import MOVE
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.ids import new_id

SECONDS = 3.0
BATCH = 64
FOLD_SECONDS = 0.1
Gift = tuple[UUID, UUID]
"""Giver and taker."""
Give = Callable[[Gift], Awaitable[None]]

SCRATCH = """
    CREATE TABLE IF NOT EXISTS bench_entries (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account_id uuid, amount bigint,
      at timestamptz);
    GRANT ALL ON bench_entries TO shequ_app"""
APPEND = """
    WITH giver AS (SELECT * FROM ledger_accounts WHERE id = $1 FOR NO KEY UPDATE),
    moved AS (
      INSERT INTO ledger_transfers (id, ledger, district_id, key, debit_account_id,
        credit_account_id, amount, reason, at)
      SELECT $3, ledger, district_id, $4, $1, $2, 1, 'bench',
        greatest($5, moved_at + interval '1 microsecond')
      FROM giver WHERE balance - held - 1 >= floor ON CONFLICT DO NOTHING
      RETURNING debit_account_id, credit_account_id, amount, at),
    entry AS (
      INSERT INTO bench_entries (account_id, amount, at)
      SELECT credit_account_id, amount, at FROM moved),
    settled AS (
      UPDATE ledger_accounts a SET balance = a.balance - m.amount, moved_at = m.at
      FROM moved m WHERE a.id = m.debit_account_id)
    SELECT count(*) FROM moved"""
FOLD = """
    WITH gone AS (DELETE FROM bench_entries RETURNING *),
    sums AS (SELECT account_id, sum(amount) AS amount, max(at) AS at FROM gone GROUP BY 1)
    UPDATE ledger_accounts a SET balance = a.balance + s.amount,
      moved_at = greatest(a.moved_at, s.at)
    FROM sums s WHERE a.id = s.account_id"""
TOGETHER = """
    WITH wanted AS (
      SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[])
        WITH ORDINALITY AS w (id, key, debit, credit, n)),
    locked AS (
      SELECT * FROM ledger_accounts
      WHERE id IN (SELECT debit FROM wanted UNION SELECT credit FROM wanted)
      ORDER BY id FOR NO KEY UPDATE),
    judged AS (
      SELECT w.*, g.ledger, g.district_id, greatest(g.moved_at, t.moved_at) AS latest,
        g.floor IS NULL OR g.balance - g.held
          - count(*) OVER (PARTITION BY w.debit ORDER BY w.n) >= g.floor AS enough
      FROM wanted w JOIN locked g ON g.id = w.debit JOIN locked t ON t.id = w.credit
      WHERE (t.ledger, t.district_id) = (g.ledger, g.district_id)),
    begun AS (SELECT greatest($5::timestamptz, max(latest)) AS at FROM judged),
    moved AS (
      INSERT INTO ledger_transfers (id, ledger, district_id, key, debit_account_id,
        credit_account_id, amount, reason, at)
      SELECT j.id, j.ledger, j.district_id, j.key, j.debit, j.credit, 1, 'bench',
        begun.at + j.n * interval '1 microsecond'
      FROM judged j, begun WHERE j.enough ON CONFLICT DO NOTHING
      RETURNING id, debit_account_id, credit_account_id, amount, at),
    sums AS (
      SELECT account_id, sum(change) AS change, max(at) AS at FROM (
        SELECT debit_account_id AS account_id, -amount AS change, at FROM moved
        UNION ALL SELECT credit_account_id, amount, at FROM moved) sides GROUP BY 1),
    settled AS (
      UPDATE ledger_accounts a SET balance = a.balance + s.change, moved_at = s.at
      FROM sums s WHERE a.id = s.account_id)
    SELECT id FROM moved"""


@dataclass(frozen=True)
class Rate:
    """Gifts a second, and their p99 in milliseconds."""

    rate: float
    p99_ms: float


async def pool_of(url: str, size: int) -> Any:
    address = make_url(url)
    return await asyncpg.create_pool(
        user=address.username,
        database=address.database,
        host=address.query["host"],
        min_size=size,
        max_size=size,
        server_settings={"jit": "off", "timezone": "UTC"},
    )


async def drive(give: Give, gifts: Sequence[Gift], writers: int) -> Rate:
    """So many writers, each giving as fast as it can. Anything but a gift made is an error."""
    turns, times = count(), list[float]()
    ends = time.perf_counter() + SECONDS

    async def write() -> None:
        while (began := time.perf_counter()) < ends:
            await give(gifts[next(turns) % len(gifts)])
            times.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(write() for _ in range(writers)))
    slow = statistics.quantiles(times, n=100)[98] * 1000
    return Rate(len(times) / (time.perf_counter() - began), slow)


def one_statement(pool: Any) -> Give:
    """The ledger's own statement, which locks, decides and writes; and the commit."""
    compiled = MOVE.compile(dialect=PGDialect_asyncpg())  # type: ignore[no-untyped-call]  # untyped in SQLAlchemy
    sql, order = compiled.string, compiled.positiontup or []
    rest = dict(compiled.params)

    async def give(gift: Gift) -> None:
        values = rest | {
            "fresh_id": new_id(),
            "key": str(new_id()),
            "debit_account_id": gift[0],
            "credit_account_id": gift[1],
            "amount": 1,
            "now": utc_now(),
            "freed": 0,
            "clamp": False,
            "reason": "bench",
        }
        made = await pool.fetch(sql, *(values.get(name) for name in order))
        assert len(made) == 1

    return give


def appended(pool: Any) -> Give:
    """The taker is not locked: an entry is appended, and folded into its balance later."""

    async def give(gift: Gift) -> None:
        made = await pool.fetchval(APPEND, *gift, new_id(), str(new_id()), utc_now())
        assert made == 1

    return give


async def folding(pool: Any) -> None:
    """Beside the writers, until cancelled."""
    while True:
        await pool.execute(FOLD)
        await asyncio.sleep(FOLD_SECONDS)


class Together:
    """What queued while the last batch was written is the next; each answer behind its commit."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self._waiting: list[tuple[Gift, asyncio.Future[None]]] = []
        self._running = False

    async def give(self, gift: Gift) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((gift, done))
        if not self._running:
            self._running = True
            self._task = asyncio.create_task(self._run())
        await done

    async def _run(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
            givers, takers = zip(*(gift for gift, _ in batch), strict=True)
            ids = [new_id() for _ in batch]
            keys = [str(each) for each in ids]
            made = await self._pool.fetch(TOGETHER, ids, keys, givers, takers, utc_now())
            assert len(made) == len(batch)
            for _, done in batch:
                done.set_result(None)
        self._running = False


def in_sessions(database: Database) -> Give:
    """`ledger.transfer` in a transaction of its own, as a request has it."""

    async def give(gift: Gift) -> None:
        async with database.sessions() as session, session.begin():
            await transfer(
                session,
                key=str(new_id()),
                debit_account_id=gift[0],
                credit_account_id=gift[1],
                amount=1,
                reason="bench",
                now=utc_now(),
            )

    return give
