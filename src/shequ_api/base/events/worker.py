"""The worker: takes due jobs one by one, does each in one transaction, keeps the clocks, and runs
errands to the outside beside them."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import ClassVar

import structlog
from sqlalchemy import Select, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.events.facts import Hearing
from shequ_api.base.events.models import Job, Schedule
from shequ_api.kit import db
from shequ_api.kit.clock import utc_now
from shequ_api.kit.faults import summary_of, trace_of

IDLE_SECONDS = 0.2
IDLE_OUTSIDE_SECONDS = 1.0
LOST_SECONDS = 1.0
MAX_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=1)
LONG_LAG_SECONDS = 300
"""A job that has waited longer says that the workers do not keep up."""
CLOCK_RETRY = timedelta(minutes=5)
STEPS_BETWEEN_LOOKS = 20
"""Even while jobs keep coming, every so many steps the clocks come first."""
log = structlog.get_logger("worker")


class Worker:
    """`run` until `stop`; `drain` does all that is due now (tests, the demo)."""

    lasting: ClassVar[bool] = True

    def __init__(self, database: db.Database, hearing: Hearing) -> None:
        self._database = database
        self._hearing = hearing
        self._stopping = asyncio.Event()
        self._knows_clocks = False
        self._steps = 0
        self._clock: str | None = None
        """The one that runs."""

    def stop(self) -> None:
        """Stop between two jobs."""
        self._stopping.set()

    async def run(self) -> None:
        """Work until stopped. A lost database is waited for, and an outside that is slow keeps
        nobody else waiting."""
        async with asyncio.TaskGroup() as beside:
            for errand in self._hearing.errands:
                run = partial(errand.run, self._database.sessions)
                beside.create_task(self._repeat(run, IDLE_OUTSIDE_SECONDS))
            await self._repeat(self.step, IDLE_SECONDS)

    async def _repeat(self, do: Callable[[datetime], Awaitable[bool]], idle: float) -> None:
        while not self._stopping.is_set():
            try:
                busy = await do(utc_now())
            except Exception as error:
                log.warning("worker_waits", trace=trace_of(error))
                log.debug("worker_waits_in_full", exc_info=error)
                busy = False
                await self._pause(LOST_SECONDS)
            if not busy:
                await self._pause(idle)

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return

    async def drain(self, now: datetime) -> int:
        """Do all that is due at `now`; returns how many things were done."""
        done = 0
        while await self.step(now) or await self.go_out(now):
            done += 1
        return done

    async def go_out(self, now: datetime) -> bool:
        """Do each errand once; False where none had anything to do."""
        did = [await errand.run(self._database.sessions, now) for errand in self._hearing.errands]
        return any(did)

    async def step(self, now: datetime) -> bool:
        """Do one due job or clock; False where nothing is due."""
        if not self._knows_clocks:
            await self._know_clocks(now)
        self._steps += 1
        claimed: int | None = None
        self._clock = None
        try:
            async with self._database.sessions() as session, session.begin():
                if self._steps % STEPS_BETWEEN_LOOKS == 0 and await self._tick(session, now):
                    return True
                job = await _claim_job(session, now)
                if job is None:
                    return await self._tick(session, now)
                claimed = job.id
                await self._do(session, job, now)
        except Exception as error:
            if claimed is None:
                await self._put_off(now)
                raise
            # Its whole transaction went with it (a constraint checked at COMMIT, a deadlock, a lost
            # connection), and so did the note that it failed: it would come first for ever.
            await self._set_aside(claimed, error, now)
        return True

    async def _do(self, session: AsyncSession, job: Job, now: datetime) -> None:
        try:
            reaction = self._hearing.reactions[job.name]
            await _take_time(session)
            async with session.begin_nested():
                await reaction.run(session, reaction.to.model_validate(job.facts), now)
            await session.delete(job)
        except Exception as error:
            if db.worth_again(error):
                raise
            _postpone(job, error, now)

    async def _set_aside(self, job_id: int, error: Exception, now: datetime) -> None:
        async with self._database.sessions() as session, session.begin():
            job = await session.get(Job, job_id, with_for_update={"skip_locked": True})
            if job is not None:
                _postpone(job, error, now)

    async def _put_off(self, now: datetime) -> None:
        """Let the other clocks run before one whose transaction was lost: it would come first for
        ever. Where the database is away, so is this."""
        if self._clock is not None:
            lost = update(Schedule).where(Schedule.name == self._clock)
            with suppress(Exception):
                async with self._database.sessions() as session, session.begin():
                    await session.execute(lost.values(next_run_at=now + CLOCK_RETRY))

    async def _tick(self, session: AsyncSession, now: datetime) -> bool:
        """Run one clock whose time has come; the row's lock keeps other workers away."""
        due = (
            select(Schedule)
            .where(Schedule.next_run_at <= now, Schedule.name.in_(self._hearing.clockworks))
            .order_by(Schedule.next_run_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        schedule = await session.scalar(due)
        if schedule is None:
            return False
        clockwork = self._hearing.clockworks[schedule.name]
        schedule.next_run_at = now + clockwork.every
        self._clock = schedule.name
        await _take_time(session)
        try:
            async with session.begin_nested():
                await clockwork.run(session, now)
        except Exception as error:
            if db.worth_again(error):
                raise
            schedule.next_run_at = now + min(clockwork.every, CLOCK_RETRY)
            log.error("clock_failed", clock=schedule.name, trace=trace_of(error))
            log.debug("clock_failed_in_full", exc_info=error)
        return True

    async def _know_clocks(self, now: datetime) -> None:
        async with self._database.sessions() as session, session.begin():
            known = set(await session.scalars(select(Schedule.name)))
            for name in sorted(self._hearing.clockworks.keys() - known):
                row = insert(Schedule).values(name=name, next_run_at=now)
                await session.execute(row.on_conflict_do_nothing())
        self._knows_clocks = True


async def _take_time(session: AsyncSession) -> None:
    """Statements of this transaction may take longer than a request's: jobs and clocks do what many
    requests left."""
    longer = func.set_config("statement_timeout", db.JOB_STATEMENT_TIMEOUT, True)
    await session.execute(select(longer))


def _due(now: datetime) -> Select[Job]:
    """Due jobs whose subject has no earlier one of the same reaction waiting, oldest first.

    One that failed for good keeps those behind it waiting too, until it is tried again or removed.
    """
    earlier = aliased(Job)
    blocked = exists().where(
        earlier.name == Job.name, earlier.subject_id == Job.subject_id, earlier.id < Job.id
    )
    due = select(Job).where(Job.failed_at.is_(None), Job.run_at <= now, ~blocked)
    return due.order_by(Job.run_at, Job.id)


async def _claim_job(session: AsyncSession, now: datetime) -> Job | None:
    """Lock the next due job that may run now.

    The row's lock is the lease: a killed worker's transaction ends, and the job is free again. An
    earlier job that another worker is doing is locked, but still seen, and so blocks later ones.
    """
    passed: list[int] = []
    while True:
        next_one = _due(now).where(Job.id.not_in(passed)).limit(1)
        job = await session.scalar(next_one.with_for_update(skip_locked=True, of=Job))
        if job is None or await _is_alone(session, job):
            return job
        passed.append(job.id)


async def _is_alone(session: AsyncSession, job: Job) -> bool:
    """Whether no other worker does a *later* job of this reaction and subject.

    Ids are given at insert, not at commit: a job may appear before one that runs already.
    """
    if job.subject_id is None:
        return True
    order = func.hashtextextended(f"job:{job.name}:{job.subject_id}", 0)
    return bool(await session.scalar(select(func.pg_try_advisory_xact_lock(order))))


def _postpone(job: Job, error: Exception, now: datetime) -> None:
    job.attempts += 1
    job.last_error = summary_of(error)[:500]
    log.error("job_failed", job=job.name, attempts=job.attempts, trace=trace_of(error))
    log.debug("job_failed_in_full", job=job.name, exc_info=error)
    if job.attempts >= MAX_ATTEMPTS:
        job.failed_at = now
    else:
        job.run_at = now + min(timedelta(seconds=2**job.attempts), LONGEST_WAIT)


async def lag_seconds(session: AsyncSession, now: datetime) -> float:
    """How long the oldest job that could be done has waited, in seconds.

    Those that wait behind a failing one do not count: a worker cannot help them.
    """
    oldest = await session.scalar(_due(now).with_only_columns(Job.run_at).limit(1))
    return max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
