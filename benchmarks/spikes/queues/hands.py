"""A worker in a process of its own, which is told when to go and may be killed."""

import argparse
import asyncio
import logging
import os
import random
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

import structlog

from benchmarks.spikes.queues.ground import Changed, Ground
from benchmarks.spikes.queues.sides import SIDES

FOR_EVER = 3600


class Hand:
    """`async with Hand(ground, side) as hand`: ready to work when entered, killed at the end.

    It stands still after the effect of number `pause`, fails once at number `fail`, and dawdles up
    to `dawdle` seconds before each effect.
    """

    def __init__(
        self, ground: Ground, side: str, *, pause: int = 0, fail: int = 0, dawdle: float = 0
    ) -> None:
        options = {"pause": pause, "fail": fail, "dawdle": dawdle}
        self._command = [sys.executable, "-m", __spec__.name, side, str(ground.sockets)]
        self._command += [f"--{key}={value}" for key, value in options.items()]

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *self._command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        await self.hear("ready")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.kill()

    async def hear(self, word: str) -> None:
        """Wait for a word of the worker's."""
        assert self._process.stdout
        async with asyncio.timeout(60):
            while line := await self._process.stdout.readline():
                if line.decode().strip() == word:
                    return
        raise RuntimeError(f"the worker ended before it said {word!r}")

    def go(self) -> None:
        assert self._process.stdin
        self._process.stdin.write(b"go\n")

    def processor_seconds(self) -> float:
        """What the worker's process has used until now, as Linux counts it."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    async def kill(self) -> None:
        """SIGKILL."""
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()


async def _work(side: str, ground: Ground, pause: int, fail: int, dawdle: float) -> None:
    failed: set[object] = set()

    async def before(fact: Changed) -> None:
        if dawdle:
            await asyncio.sleep(random.uniform(0, dawdle))
        if fact.number == fail and fact.subject_id not in failed:
            failed.add(fact.subject_id)
            raise RuntimeError("the first try fails")

    async def after(fact: Changed) -> None:
        if fact.number == pause:
            os.write(1, b"paused\n")
            await asyncio.sleep(FOR_EVER)

    os.write(1, b"ready\n")
    if await asyncio.to_thread(sys.stdin.readline):
        Thread(target=_leave_with_the_caller, daemon=True).start()
        await SIDES[side]().work(ground, before, after)


def _leave_with_the_caller() -> None:
    """A worker left behind by a killed run would take part in the next one."""
    sys.stdin.read()
    os._exit(1)


def main() -> None:
    """The worker's process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("side", choices=SIDES)
    parser.add_argument("sockets", type=Path)
    parser.add_argument("--pause", type=int)
    parser.add_argument("--fail", type=int)
    parser.add_argument("--dawdle", type=float)
    told = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    asyncio.run(_work(told.side, Ground(told.sockets), told.pause, told.fail, told.dawdle))


if __name__ == "__main__":
    main()
