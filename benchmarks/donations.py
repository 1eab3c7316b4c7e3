"""`python -m benchmarks.donations`: gifts a second into one account, beside the limit of raw SQL.

Each round drives every way once, into one account and into 64; only the ratios mean something.
"""

import asyncio
import math
import os
import statistics
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from uuid import UUID

from rich.table import Table

from benchmarks.donations_ground import NAME, Stage, prepare, stage
from benchmarks.donations_ways import (
    FOLD,
    SCRATCH,
    Gift,
    Rate,
    Together,
    appended,
    drive,
    folding,
    in_sessions,
    one_statement,
    pool_of,
)
from benchmarks.ground import FOLDER, console
from benchmarks.load import SECONDS, server, shoot
from shequ_api.kit import embedded
from shequ_api.kit.db import open_database

HERE = Path(__file__).parent
ROUNDS = int(os.environ.get("SHEQU_BENCH_ROUNDS", "3"))
CONNECTIONS = (1, 8, 32)
OVER_HTTP = (4, 16)
TAKERS = {"1": 1, "64": 64}
Slice = Callable[[Sequence[Gift], int], Awaitable[Rate]]


@dataclass
class Measured:
    """Way, takers, connections -> what each round gave."""

    rounds: dict[tuple[str, str, int], list[Rate]] = field(default_factory=dict)

    def add(self, way: str, takers: str, connections: int, rate: Rate) -> None:
        self.rounds.setdefault((way, takers, connections), []).append(rate)

    def against(self, one: tuple[str, str, int], other: tuple[str, str, int]) -> float:
        """The median of the paired ratios."""
        pairs = zip(self.rounds[one], self.rounds[other], strict=True)
        return statistics.median(
            mine.rate / theirs.rate if theirs.rate else math.nan for mine, theirs in pairs
        )


def main() -> None:
    """Fill a database, measure, print; refuse where a point was made or lost."""
    running = embedded.start(FOLDER)
    try:
        addresses = prepare(running)
        found = asyncio.run(stage(addresses.app))
        embedded.superuser_sql(running, f"{SCRATCH}; ANALYZE", database=NAME)
        measured = Measured()
        with server("application", addresses.app, FOLDER, dict(os.environ)) as ours:
            for number in range(ROUNDS):
                console.print(f"第 {number + 1} 轮 / round {number + 1} of {ROUNDS} …")
                asyncio.run(in_the_database(addresses.app, found, measured))
                over_http(ours.address, found, measured)
        total = embedded.superuser_sql(
            running, "SELECT coalesce(sum(balance), 0) FROM ledger_accounts", database=NAME
        )
        report(measured)
        console.print(f"合计 / all balances together: {total.strip()}")
        if total.strip() != "0":
            raise SystemExit("the balances do not sum to 0")
    finally:
        embedded.stop(running)


async def in_the_database(url: str, found: Stage, measured: Measured) -> None:
    ways: dict[str, Slice] = {
        "one statement": lambda gifts, n: _plain(url, gifts, n),
        "transfer() in a session": lambda gifts, n: _sessions(url, gifts, n),
        "appended entry, folded": lambda gifts, n: _appended(url, gifts, n),
        "group commit, 64 at most": lambda gifts, n: _together(url, gifts, n),
    }
    for connections, (takers, many) in product(CONNECTIONS, TAKERS.items()):
        gifts = _gifts(found.givers, found.pool_accounts[:many])
        for way, slice_of in ways.items():
            measured.add(way, takers, connections, await slice_of(gifts, connections))


def _gifts(givers: Sequence[UUID], takers: Sequence[UUID]) -> list[Gift]:
    return [(giver, takers[n % len(takers)]) for n, giver in enumerate(givers)]


async def _plain(url: str, gifts: Sequence[Gift], writers: int) -> Rate:
    async with await pool_of(url, writers) as pool:
        return await drive(one_statement(pool), gifts, writers)


async def _sessions(url: str, gifts: Sequence[Gift], writers: int) -> Rate:
    database = open_database(url, pool_size=writers)
    try:
        return await drive(in_sessions(database), gifts, writers)
    finally:
        await database.close()


async def _appended(url: str, gifts: Sequence[Gift], writers: int) -> Rate:
    async with await pool_of(url, writers + 1) as pool:
        folder = asyncio.create_task(folding(pool))
        rate = await drive(appended(pool), gifts, writers)
        folder.cancel()
        await asyncio.gather(folder, return_exceptions=True)
        await pool.execute(FOLD)
        return rate


async def _together(url: str, gifts: Sequence[Gift], writers: int) -> Rate:
    async with await pool_of(url, 1) as pool:
        return await drive(Together(pool).give, gifts, writers)


def over_http(address: str, found: Stage, measured: Measured) -> None:
    """The application as it is: one process, a pool of 4."""
    for connections, (takers, many) in product(OVER_HTTP, TAKERS.items()):
        script = _script(found.tokens, found.pools[:many])
        shoot(address, "/", script, connections, 1)
        shot = shoot(address, "/", script, connections, 2 * SECONDS)
        measured.add("POST /charity/donations", takers, connections, Rate(shot.rate, shot.p99_ms))


def _script(tokens: Sequence[str], pools: Sequence[str]) -> Path:
    text = (HERE / "donate.lua").read_text()
    for name, values in (("TOKENS", tokens), ("POOLS", pools)):
        text = text.replace(f"@{name}@", ", ".join(f'"{value}"' for value in values))
    script = FOLDER / "donate.lua"
    script.write_text(text)
    return script


def report(measured: Measured) -> None:
    """Rates, and each way beside the one statement into as many accounts."""
    table = Table(title="捐赠 / gifts a second (median), p99 ms; × one statement into one account")
    for heading in ("way", "writers", "into 1", "p99", "×", "into 64", "p99", "×", "1 / 64"):
        table.add_column(heading, justify="left" if heading == "way" else "right")
    for way, connections in dict.fromkeys((way, n) for way, _, n in measured.rounds):
        limit = ("one statement", "1", min(CONNECTIONS, key=lambda n: abs(n - connections)))
        cells = []
        for takers in TAKERS:
            rates = measured.rounds[way, takers, connections]
            cells += [
                f"{statistics.median(rate.rate for rate in rates):,.0f}",
                f"{statistics.median(rate.p99_ms for rate in rates):.1f}",
                f"{measured.against((way, takers, connections), limit):.2f}",
            ]
        cells.append(f"{measured.against((way, '1', connections), (way, '64', connections)):.2f}")
        table.add_row(way, str(connections), *cells)
    console.print(table)


if __name__ == "__main__":
    main()
