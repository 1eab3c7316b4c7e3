"""Errands to the outside run beside the jobs, and neither waits for the other."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Clockwork, Errand, Hearing
from shequ_api.base.events.worker import Worker
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts

PATIENCE_SECONDS = 60


async def test_a_slow_outside_keeps_no_clock_waiting(open_parts: Parts) -> None:
    asked, answered, ticked = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow(_: Any, __: datetime) -> bool:
        asked.set()
        await answered.wait()
        return False

    async def tick(_: AsyncSession, __: datetime) -> None:
        assert asked.is_set(), "the errand was under way"
        ticked.set()

    clock = Clockwork("errands.tick", timedelta(days=1), tick)
    worker = Worker(open_parts.get(Database), Hearing([], [clock], [Errand("slow", slow)]))
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(PATIENCE_SECONDS):
        await asked.wait()
        await ticked.wait()
        worker.stop()
        done, _ = await asyncio.wait({running}, timeout=0.05)
        assert not done, "what was asked is waited for"
        answered.set()
        await running


async def test_an_errand_that_fails_is_run_again(open_parts: Parts) -> None:
    runs, again = 0, asyncio.Event()

    async def failing(_: Any, __: datetime) -> bool:
        nonlocal runs
        runs += 1
        if runs > 1:
            again.set()
        raise ConnectionError

    hearing = Hearing([], [], [Errand("failing", failing)])
    worker = Worker(open_parts.get(Database), hearing)
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(PATIENCE_SECONDS):
        await again.wait()
        worker.stop()
        await running


async def test_what_is_due_is_done_with_its_errands(open_parts: Parts) -> None:
    """`drain` goes out as long as an errand has something to do."""
    left = 3

    async def some(_: Any, __: datetime) -> bool:
        nonlocal left
        left -= 1
        return left > 0

    worker = Worker(open_parts.get(Database), Hearing([], [], [Errand("some", some)]))
    assert await worker.drain(utc_now()) == 2
    assert left == 0
