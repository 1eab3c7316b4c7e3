"""Jobs: once each, in order for one subject, never two at once, and failing without harm."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Hearing, Reaction, record
from shequ_api.base.events.models import Event, Job
from shequ_api.base.events.worker import MAX_ATTEMPTS, lag_seconds
from shequ_api.cli.database import Addresses
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import JOB_STATEMENT_TIMEOUT, Database
from tests.base.events.doing import Hire, Noted, Untold, doing, heard, note, reaction, write

CANARY = "canary13900009999"


async def tell(
    addresses: Addresses, subjects: list[UUID], numbers: list[int], *reactions: Reaction
) -> None:
    """Record facts that these reactions hear."""
    telling = heard(addresses.app, Hearing(list(reactions), []))
    await note(telling, subjects, numbers, utc_now())
    await telling.close()


async def effects(database: Database) -> list[tuple[str, UUID, int]]:
    async with database.sessions() as session:
        rows = await session.execute(
            text("SELECT reaction, subject_id, number FROM effects ORDER BY id")
        )
        return [(row.reaction, row.subject_id, row.number) for row in rows]


async def jobs(database: Database) -> list[Job]:
    async with database.sessions() as session:
        return list(await session.scalars(select(Job).order_by(Job.id)))


async def overlaps(database: Database) -> int:
    """Pairs of effects of one reaction and subject that ran at once or in another order."""
    async with database.sessions() as session:
        count = await session.scalar(
            text("""
                SELECT count(*) FROM effects a JOIN effects b
                  USING (reaction, subject_id)
                WHERE a.number < b.number AND a.ended_at > b.begun_at""")
        )
        return int(count or 0)


async def test_each_reaction_once_and_nobody_else(
    addresses: Addresses, database: Database, hire: Hire
) -> None:
    one, two = reaction("test.one"), reaction("test.two")
    subject = uuid4()
    await tell(addresses, [subject], [1], one, two)
    silent = heard(addresses.app, Hearing([one, two], []))
    async with silent.sessions() as session, session.begin():
        record(session, Untold(subject_id=subject), now=utc_now())
    await silent.close()
    assert await hire(one, two).drain(utc_now()) == 2
    assert await effects(database) == [("test.one", subject, 1), ("test.two", subject, 1)]
    assert await jobs(database) == []
    async with database.sessions() as session:
        names = await session.scalars(
            select(Event.name).where(Event.subject_id == subject).order_by(Event.id)
        )
        assert list(names) == ["test.noted", "test.untold"]


async def test_a_change_undone_was_never_told(addresses: Addresses, database: Database) -> None:
    one, subject = reaction("test.one"), uuid4()
    telling = heard(addresses.app, Hearing([one], []))
    with pytest.raises(ZeroDivisionError):
        async with telling.sessions() as session, session.begin():
            record(session, Noted(subject_id=subject, number=1), now=utc_now())
            await session.flush()
            raise ZeroDivisionError
    await telling.close()
    assert await jobs(database) == []
    async with database.sessions() as session:
        told = select(func.count()).select_from(Event).where(Event.subject_id == subject)
        assert await session.scalar(told) == 0


async def test_several_workers_keep_the_order(
    addresses: Addresses, database: Database, hire: Hire
) -> None:
    slow = [reaction("test.one", 0.003), reaction("test.two", 0.002)]
    subjects = [uuid4() for _ in range(4)]
    await tell(addresses, subjects, list(range(8)), *slow)
    workers = [hire(*slow) for _ in range(4)]
    until = utc_now()
    while await jobs(database):
        await asyncio.gather(*(worker.drain(until) for worker in workers))
    done = await effects(database)
    assert len(done) == len(set(done)) == 4 * 8 * 2
    assert await overlaps(database) == 0
    for name in ("test.one", "test.two"):
        for subject in subjects:
            mine = [n for reacted, of, n in done if (reacted, of) == (name, subject)]
            assert mine == list(range(8))


async def test_jobs_without_a_subject_have_no_order_but_one_doer(
    database: Database, hire: Hire
) -> None:
    lone, subject = reaction("test.lone", 0.002), uuid4()
    async with database.sessions() as session, session.begin():
        for number in range(40):
            facts = {"subject_id": str(subject), "district_id": None, "number": number}
            session.add(Job(name="test.lone", facts=facts, run_at=utc_now()))
    workers = [hire(lone) for _ in range(4)]
    done = await asyncio.gather(*(worker.drain(utc_now()) for worker in workers))
    assert sum(done) == 40
    assert sum(count > 0 for count in done) > 1, "they work side by side"
    assert sorted(n for _, _, n in await effects(database)) == list(range(40))


async def test_one_that_appears_late_waits_for_one_that_runs(
    addresses: Addresses, database: Database, hire: Hire
) -> None:
    """Its id was given before, its transaction ended after: never two of a subject at once."""
    running, go_on, subject = asyncio.Event(), asyncio.Event(), uuid4()

    async def linger(session: AsyncSession, fact: Noted) -> None:
        if fact.number == 2:
            running.set()
            await go_on.wait()
        await write(session, fact, "test.one")

    one = doing("test.one", linger)
    telling = heard(addresses.app, Hearing([one], []))
    async with telling.sessions() as late:
        record(late, Noted(subject_id=subject, number=1), now=utc_now())
        await late.flush()
        await note(telling, [subject], [2], utc_now())
        first = asyncio.create_task(hire(one).step(utc_now()))
        await running.wait()
        await late.commit()
    await note(telling, [subject], [3], utc_now())
    second = hire(one)
    assert await second.step(utc_now()) is False, "the subject is being worked on"
    elsewhere = uuid4()
    await note(telling, [elsewhere], [9], utc_now())
    assert await second.step(utc_now()) is True, "others are not kept waiting by it"
    go_on.set()
    assert await first
    await second.drain(utc_now())
    await telling.close()
    assert [n for _, of, n in await effects(database) if of == subject] == [2, 1, 3]


async def test_a_failing_one_holds_up_its_subject_alone(
    addresses: Addresses, database: Database, hire: Hire
) -> None:
    mended, sick, well = asyncio.Event(), uuid4(), uuid4()

    async def stumble(session: AsyncSession, fact: Noted) -> None:
        await write(session, fact, "test.one")
        if fact.subject_id == sick and fact.number == 1 and not mended.is_set():
            raise ValueError(CANARY)

    one = doing("test.one", stumble)
    await tell(addresses, [sick, well], [1, 2], one)
    worker, now = hire(one), utc_now()
    await worker.drain(now)
    assert [(of, n) for _, of, n in await effects(database)] == [(well, 1), (well, 2)]
    for attempt in range(1, MAX_ATTEMPTS + 1):
        stuck = (await jobs(database))[0]
        assert (stuck.attempts, stuck.failed_at) == (attempt, None if attempt < 12 else now)
        assert CANARY not in str(stuck.last_error)
        assert "ValueError at" in str(stuck.last_error)
        assert await worker.drain(now) == 0, "not before its time"
        async with database.sessions() as session:
            assert await lag_seconds(session, now) == 0, "no worker could do more"
        now = max(now + timedelta(seconds=1), stuck.run_at)
        await worker.drain(now)
    assert (await jobs(database))[0].attempts == MAX_ATTEMPTS, "it is left alone now"
    mended.set()
    async with database.sessions() as session, session.begin():
        await session.execute(update(Job).values(failed_at=None, attempts=0, run_at=now))
    await worker.drain(now)
    assert [n for _, of, n in await effects(database) if of == sick] == [1, 2]


async def _commit_fails(session: AsyncSession) -> None:
    await session.execute(text("INSERT INTO settled VALUES (1), (1)"))


async def _deadlocks(session: AsyncSession) -> None:
    await session.execute(text("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40P01'; END $$"))


async def _loses_connection(session: AsyncSession) -> None:
    await session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


async def _misses_file(session: AsyncSession) -> None:
    raise FileNotFoundError(2, "gone", "/no/photo")


async def _times_out(session: AsyncSession) -> None:
    raise TimeoutError


@pytest.mark.parametrize(
    "mishap", [_commit_fails, _deadlocks, _loses_connection, _misses_file, _times_out]
)
async def test_no_mishap_keeps_the_others_waiting(
    addresses: Addresses,
    database: Database,
    hire: Hire,
    mishap: Callable[[AsyncSession], Awaitable[None]],
) -> None:
    """Also where its whole transaction is lost, the job steps back and the next one comes."""
    sick, well, runs = uuid4(), uuid4(), 0

    async def stumble(session: AsyncSession, fact: Noted) -> None:
        nonlocal runs
        await write(session, fact, "test.one")
        if fact.subject_id == sick:
            runs += 1
            if runs == 1:
                await mishap(session)

    one = doing("test.one", stumble)
    await tell(addresses, [sick, well], [1], one)
    worker, now = hire(one), utc_now()
    assert await worker.drain(now) == 2
    assert [of for _, of, _ in await effects(database)] == [well]
    [left] = await jobs(database)
    assert (left.subject_id, left.attempts, left.failed_at) == (sick, 1, None)
    await worker.drain(left.run_at)
    assert [of for _, of, _ in await effects(database)] == [well, sick]
    assert (await jobs(database), runs) == ([], 2)


async def test_a_reaction_that_is_gone_is_kept_for_a_person(
    addresses: Addresses, database: Database, hire: Hire
) -> None:
    await tell(addresses, [uuid4()], [1], reaction("test.removed"))
    await hire(reaction("test.one")).drain(utc_now())
    [left] = await jobs(database)
    assert (left.name, left.attempts) == ("test.removed", 1)


async def test_lag_is_that_of_the_oldest_that_could_be_done(
    addresses: Addresses, database: Database
) -> None:
    await tell(addresses, [uuid4()], [1, 2], reaction("test.one"))
    async with database.sessions() as session:
        now = (await jobs(database))[0].run_at + timedelta(seconds=90)
        assert 89 < await lag_seconds(session, now) <= 90
        assert await lag_seconds(session, now - timedelta(days=1)) == 0


async def test_a_job_may_take_longer_than_a_request(hire: Hire, database: Database) -> None:
    limits: list[str] = []

    async def ask(session: AsyncSession, _: Noted) -> None:
        limits.append(str(await session.scalar(text("SHOW statement_timeout"))))

    async with database.sessions() as session:
        usual = await session.scalar(text("SHOW statement_timeout"))
    listening = doing("test.ask", ask)
    async with database.sessions() as session, session.begin():
        session.info["hearing"] = Hearing([listening], [])
        record(session, Noted(subject_id=uuid4(), number=1), now=utc_now())
    await hire(listening).drain(utc_now())
    assert limits == [JOB_STATEMENT_TIMEOUT] != [usual]
    async with database.sessions() as session:
        assert await session.scalar(text("SHOW statement_timeout")) == usual
