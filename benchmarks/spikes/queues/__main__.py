"""Lay the ground, run the parts, print a Markdown table for each."""

import argparse
import asyncio
import os
import platform
import tempfile
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from pathlib import Path

from benchmarks.spikes.queues import speed, truths
from benchmarks.spikes.queues.ground import Ground, lay
from benchmarks.spikes.queues.truths import Row
from shequ_api.kit import embedded

PARTS: dict[str, Callable[[Ground], Awaitable[list[Row]]]] = {
    "atomicity": truths.atomicity,
    "kills": truths.kills,
    "recovery": truths.recovery,
    "order": truths.order,
    "enqueueing": speed.enqueueing,
    "draining": speed.draining,
    "waiting": speed.waiting,
    "notifying": speed.notifying,
    "ownership": speed.ownership,
}


def table(rows: list[Row]) -> str:
    """A Markdown table, its first row the heads."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, f"|{' --- |' * len(rows[0])}")
    return "\n".join(lines)


async def measure(server: embedded.Embedded, parts: list[str]) -> None:
    ground = await lay(server)
    fsync = embedded.superuser_sql(server, "SHOW fsync").strip()
    print(
        f"PostgreSQL {embedded.superuser_sql(server, 'SHOW server_version').strip()}, "
        f"fsync {fsync}; Python {platform.python_version()}; pgqueuer {version('pgqueuer')}; "
        f"{os.cpu_count()} processors\n"
    )
    for part in parts:
        print(table(await PARTS[part](ground)), end="\n\n", flush=True)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.spikes.queues")
    parser.add_argument("--data", type=Path, help="folder of the server's data")
    parser.add_argument("--part", choices=PARTS, action="append")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        server = embedded.start(told.data or Path(scratch))
        try:
            asyncio.run(measure(server, told.part or list(PARTS)))
        finally:
            embedded.stop(server)


main()
