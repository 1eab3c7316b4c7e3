"""Jobs on a clock, and the partitions that one of them keeps."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Clockwork, Hearing, Reaction, record
from shequ_api.base.events.models import Event, Schedule
from shequ_api.base.events.worker import CLOCK_RETRY, STEPS_BETWEEN_LOOKS
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database, sqlstate_of
from shequ_api.kit.partitions import keep_partitions, monthly_tables
from tests.base.events.doing import Hire, Noted

HOUR = timedelta(hours=1)


async def tick(session: AsyncSession, now: datetime) -> None:
    insert = "INSERT INTO effects (reaction, subject_id, number) VALUES ('tick', :id, 0)"
    await session.execute(text(insert), {"id": uuid4()})
    await session.execute(text("SELECT pg_sleep(0.02)"))


async def ticks(database: Database) -> int:
    async with database.sessions() as session:
        counted = await session.scalar(text("SELECT count(*) FROM effects WHERE reaction = 'tick'"))
        return int(counted or 0)


async def test_once_among_several_workers(hire: Hire, database: Database) -> None:
    clock, now = Clockwork("test.tick", HOUR, tick), utc_now()
    workers = [hire(clock) for _ in range(4)]
    for round_number in range(1, 4):
        await asyncio.gather(*(worker.drain(now) for worker in workers))
        assert await ticks(database) == round_number
        assert await workers[0].drain(now + HOUR - timedelta(seconds=1)) == 0
        now += HOUR


async def test_a_failing_clock_keeps_no_other_waiting(hire: Hire, database: Database) -> None:
    runs = 0

    async def break_once(session: AsyncSession, now: datetime) -> None:
        nonlocal runs
        runs += 1
        await tick(session, now)
        if runs == 1:
            raise ValueError

    clocks = [Clockwork("test.a", HOUR, break_once), Clockwork("test.b", HOUR, tick)]
    worker, now = hire(*clocks), utc_now()
    assert await worker.drain(now) == 2
    assert await ticks(database) == 1, "what the failing one wrote is undone"
    assert await worker.drain(now + HOUR) == 2
    assert (runs, await ticks(database)) == (2, 3)


async def test_a_first_run_that_is_lost_does_not_stop_the_clock(
    hire: Hire, database: Database
) -> None:
    """The first step made the clock known and was then undone: it must not believe that it is."""
    runs = 0

    async def lose_once(session: AsyncSession, now: datetime) -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            await session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        await tick(session, now)

    worker, now = hire(Clockwork("test.tick", HOUR, lose_once)), utc_now()
    with pytest.raises(DBAPIError):
        await worker.step(now)
    later = now + CLOCK_RETRY
    assert await worker.drain(later) == 1
    assert await ticks(database) == 1
    async with database.sessions() as session:
        assert await session.scalar(select(Schedule.next_run_at)) == later + HOUR


async def test_a_clock_that_is_always_lost_holds_up_no_other(
    hire: Hire, database: Database
) -> None:
    async def lose(session: AsyncSession, _: datetime) -> None:
        await session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    clocks = [Clockwork("test.a", HOUR, lose), Clockwork("test.b", HOUR, tick)]
    worker, now = hire(*clocks), utc_now()
    async with database.sessions() as session, session.begin():
        session.add(Schedule(name="test.a", next_run_at=now - timedelta(minutes=1)))
    with pytest.raises(DBAPIError):
        await worker.step(now)
    assert await worker.drain(now) == 1
    assert await ticks(database) == 1
    with pytest.raises(DBAPIError):
        await worker.drain(now + CLOCK_RETRY)


async def test_partitions_are_kept_as_the_app_role(database: Database) -> None:
    far = datetime(2041, 5, 31, 16, tzinfo=UTC)
    """Already June in China."""
    async with database.sessions() as session, session.begin():
        role = text("SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user")
        assert await session.scalar(role) is False
    with pytest.raises(DBAPIError):
        await _tell(database, far)
    for _ in range(2):
        async with database.sessions() as session, session.begin():
            await keep_partitions(session, far)
    event = await _tell(database, far)
    async with database.sessions() as session:
        where = select(text("tableoid::regclass::text")).select_from(Event).where(Event.id == event)
        assert await session.scalar(where) == "events_p204106"
        parts = text("""
            SELECT count(*) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhparent
            WHERE c.relname = :table""")
        for table in monthly_tables():
            assert int(await session.scalar(parts, {"table": table}) or 0) >= 14


async def _tell(database: Database, at: datetime) -> object:
    async with database.sessions() as session, session.begin():
        session.info["hearing"] = Hearing([], [])
        record(session, Noted(subject_id=uuid4(), number=1), now=at)
        await session.flush()
        return await session.scalar(select(Event.id).where(Event.recorded_at == at))


@pytest.mark.parametrize("parent", ["jobs", "pg_class", "events; DROP TABLE jobs", "persons"])
async def test_no_other_table_is_given_partitions(database: Database, parent: str) -> None:
    making = text("SELECT shequ_make_partition(:parent, DATE '2050-01-01')")
    with pytest.raises(DBAPIError, match="not a partitioned table"):
        async with database.sessions() as session, session.begin():
            await session.execute(making, {"parent": parent})


@pytest.mark.parametrize(
    "change", ["UPDATE events SET name = 'x'", "DELETE FROM events", "TRUNCATE events"]
)
async def test_what_happened_is_not_changed(database: Database, change: str) -> None:
    with pytest.raises(DBAPIError) as refused:
        async with database.sessions() as session, session.begin():
            await session.execute(text(change))
    assert sqlstate_of(refused.value) == "42501"


async def test_clocks_go_on_while_jobs_keep_coming(hire: Hire, database: Database) -> None:
    async def quick(session: AsyncSession, fact: Noted, now: datetime) -> None:
        await session.execute(text("SELECT 1"))

    now = utc_now()
    worker = hire(Reaction("test.quick", Noted, quick), Clockwork("test.tick", HOUR, tick))
    async with database.sessions() as session, session.begin():
        session.info["hearing"] = Hearing([Reaction("test.quick", Noted, quick)], [])
        for number in range(2 * STEPS_BETWEEN_LOOKS):
            record(session, Noted(subject_id=uuid4(), number=number), now=now)
    for _ in range(STEPS_BETWEEN_LOOKS):
        assert await worker.step(now)
    assert await ticks(database) == 1


async def test_a_failing_clock_is_tried_again_soon(hire: Hire, database: Database) -> None:
    async def fail(session: AsyncSession, now: datetime) -> None:
        raise ValueError

    worker, now = hire(Clockwork("test.fail", timedelta(days=1), fail)), utc_now()
    assert await worker.drain(now) == 1
    async with database.sessions() as session:
        again = await session.scalar(
            select(Schedule.next_run_at).where(Schedule.name == "test.fail")
        )
    assert again == now + CLOCK_RETRY
