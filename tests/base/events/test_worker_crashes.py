"""Workers cancelled, killed and cut off in the middle: nothing is lost, nothing doubled."""

import asyncio
import random
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Hearing
from shequ_api.base.events.worker import Worker
from shequ_api.cli.database import Addresses
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from tests.base.events.doing import SLOW, Hire, Noted, doing, heard, note, write
from tests.conftest import ROOT
from tests.kit.http.lossy import lossy

SUBJECTS, NUMBERS = 3, 12
DUE = len(SLOW.reactions) * SUBJECTS * NUMBERS


async def tell(addresses: Addresses) -> list[UUID]:
    subjects = [uuid4() for _ in range(SUBJECTS)]
    telling = heard(addresses.app, SLOW)
    await note(telling, subjects, list(range(NUMBERS)), utc_now())
    await telling.close()
    return subjects


async def finish(addresses: Addresses) -> None:
    """Do the rest, those that stepped back too."""
    database = heard(addresses.app, SLOW)
    async with asyncio.timeout(20):
        while await left(database):
            await Worker(database, SLOW).drain(utc_now() + timedelta(days=1))
    await database.close()


@asynccontextmanager
async def slow_worker(url: str) -> AsyncIterator[Worker]:
    working = heard(url, SLOW)
    yield Worker(working, SLOW)
    await working.close()


async def left(database: Database) -> int:
    async with database.sessions() as session:
        return int(await session.scalar(text("SELECT count(*) FROM jobs")) or 0)


async def assert_once_in_order(database: Database, subjects: list[UUID]) -> None:
    async with database.sessions() as session:
        rows = (
            await session.execute(
                text("SELECT reaction, subject_id, number FROM effects ORDER BY id")
            )
        ).all()
        unfinished = await session.scalar(
            text("SELECT count(*) FROM effects WHERE ended_at IS NULL")
        )
    assert unfinished == 0
    for name in SLOW.reactions:
        for subject in subjects:
            mine = [row.number for row in rows if (row.reaction, row.subject_id) == (name, subject)]
            assert mine == list(range(NUMBERS))
    assert len(rows) == DUE


async def test_cancelled_in_the_middle(addresses: Addresses, database: Database) -> None:
    subjects = await tell(addresses)
    draw, cancelled = random.Random(7), 0
    working = heard(addresses.app, SLOW)
    while await left(database) > DUE / 3:
        task = asyncio.create_task(Worker(working, SLOW).run())
        await asyncio.sleep(draw.uniform(0.01, 0.12))
        task.cancel()
        await asyncio.wait([task])
        cancelled += task.cancelled()
    await working.close()
    assert cancelled >= 3
    await finish(addresses)
    await assert_once_in_order(database, subjects)


async def test_killed_in_the_middle(addresses: Addresses, database: Database) -> None:
    """Real processes, SIGKILL, two at a time."""
    subjects = await tell(addresses)
    draw, effective = random.Random(11), 0
    for _ in range(4):
        before = await left(database)
        workers = [await start_worker(addresses) for _ in range(2)]
        await asyncio.sleep(draw.uniform(0.03, 0.12))
        for worker in workers:
            worker.kill()
            assert await worker.wait() == -9
        effective += await left(database) < before
    assert effective >= 2, "kills that met nobody at work prove nothing"
    await finish(addresses)
    await assert_once_in_order(database, subjects)


async def start_worker(addresses: Addresses) -> asyncio.subprocess.Process:
    """A worker's process, once it works."""
    module = [sys.executable, "-m", "tests.base.events.doing", addresses.app]
    pipe = asyncio.subprocess.PIPE
    worker = await asyncio.create_subprocess_exec(
        *module, cwd=ROOT, stdout=pipe, env={"PYTHONPATH": str(Path(ROOT) / "src")}
    )
    assert worker.stdout is not None
    assert await worker.stdout.readline() == b"working\n"
    return worker


async def test_cut_off_and_answers_to_commit_lost(addresses: Addresses, database: Database) -> None:
    subjects = await tell(addresses)
    async with (
        lossy(addresses.app) as (wire, url),
        slow_worker(url) as worker,
    ):
        for _ in range(6):
            wire.cuts = 1
            with suppress(DBAPIError):  # of a look at the clocks: there is no job to step back
                await worker.drain(utc_now())
            assert wire.cuts == 0
    await finish(addresses)
    await assert_once_in_order(database, subjects)


async def test_the_database_is_waited_for(addresses: Addresses, database: Database) -> None:
    subjects = await tell(addresses)
    async with (
        lossy(addresses.app) as (wire, url),
        slow_worker(url) as worker,
    ):
        wire.go_down()
        task = asyncio.create_task(worker.run())
        await asyncio.sleep(0.3)
        assert not task.done()
        wire.come_back()
        async with asyncio.timeout(15):
            while await left(database):
                await asyncio.wait([task], timeout=0.1)
        worker.stop()
        await asyncio.wait_for(task, 2)
    await assert_once_in_order(database, subjects)


async def test_it_stops_between_two_jobs(
    addresses: Addresses, database: Database, hire: Hire
) -> None:
    running, go_on = asyncio.Event(), asyncio.Event()

    async def linger(session: AsyncSession, fact: Noted) -> None:
        running.set()
        await go_on.wait()
        await write(session, fact, "test.linger")

    lingering = doing("test.linger", linger)
    telling = heard(addresses.app, Hearing([lingering], []))
    await note(telling, [uuid4()], [1, 2], utc_now())
    await telling.close()
    worker = hire(lingering)
    task = asyncio.create_task(worker.run())
    await running.wait()
    worker.stop()
    go_on.set()
    await asyncio.wait_for(task, 2)
    assert await left(database) == 1, "the first was finished, the second not begun"
