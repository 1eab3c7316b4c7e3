"""The worker: takes due jobs one by one, does each in one transaction, and keeps the clocks."""

import asyncio
from datetime import datetime, timedelta

import structlog
from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.events.facts import Hearing
from shequ_api.base.events.models import Job, Schedule
from shequ_api.kit import db
from shequ_api.kit.clock import utc_now

IDLE_SECONDS = 0.2
MAX_ATTEMPTS = 12
log = structlog.get_logger("worker")


class Worker:
    """`run` until `stop`; `drain` does all that is due now (tests, the demo)."""

    def __init__(self, database: db.Database, hearing: Hearing) -> None:
        self._database = database
        self._hearing = hearing
        self._stopping = asyncio.Event()
        self._knows_clocks = False

    def stop(self) -> None:
        """Stop between two jobs."""
        self._stopping.set()

    async def run(self) -> None:
        """Work until stopped. A lost database is waited for."""
        while not self._stopping.is_set():
            try:
                busy = await self.step(utc_now())
            except Exception as error:
                log.warning("worker_waits", exc_info=None if db.is_lost(error) else error)
                busy = False
                await self._pause(1.0)
            if not busy:
                await self._pause(IDLE_SECONDS)

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return

    async def drain(self, now: datetime) -> int:
        """Do all that is due at `now`; returns how many things were done."""
        done = 0
        while await self.step(now):
            done += 1
        return done

    async def step(self, now: datetime) -> bool:
        """Do one due job or clock; False where nothing is due."""
        async with self._database.sessions() as session, session.begin():
            job = await _claim_job(session, now)
            if job is not None:
                await self._do(session, job, now)
                return True
            return await self._tick(session, now)

    async def _do(self, session: AsyncSession, job: Job, now: datetime) -> None:
        try:
            reaction = self._hearing.reactions[job.name]
            async with session.begin_nested():
                await reaction.run(session, reaction.to.model_validate(job.facts), now)
            await session.delete(job)
        except Exception as error:
            if db.worth_again(error):
                raise
            _postpone(job, error, now)

    async def _tick(self, session: AsyncSession, now: datetime) -> bool:
        """Run one clock whose time has come; the row's lock keeps other workers away."""
        if not self._knows_clocks:
            await self._know_clocks(session, now)
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
        try:
            async with session.begin_nested():
                await clockwork.run(session, now)
        except Exception as error:
            if db.worth_again(error):
                raise
            log.error("clock_failed", clock=schedule.name, exc_info=error)
        return True

    async def _know_clocks(self, session: AsyncSession, now: datetime) -> None:
        known = set(await session.scalars(select(Schedule.name)))
        for name in self._hearing.clockworks.keys() - known:
            row = insert(Schedule).values(name=name, next_run_at=now)
            await session.execute(row.on_conflict_do_nothing())
        self._knows_clocks = True


async def _claim_job(session: AsyncSession, now: datetime) -> Job | None:
    """Lock the next due job whose subject has no earlier one of the same reaction waiting.

    The row's lock is the lease: a killed worker's transaction ends, and the job is free again.
    """
    earlier = aliased(Job)
    blocked = exists().where(
        earlier.name == Job.name, earlier.subject_id == Job.subject_id, earlier.id < Job.id
    )
    due = select(Job).where(Job.failed_at.is_(None), Job.run_at <= now, ~blocked)
    due = due.order_by(Job.run_at, Job.id).limit(1)
    return await session.scalar(due.with_for_update(skip_locked=True, of=Job))


def _postpone(job: Job, error: Exception, now: datetime) -> None:
    job.attempts += 1
    job.last_error = f"{type(error).__name__}: {error}"[:500]
    log.error("job_failed", job=job.name, attempts=job.attempts, exc_info=error)
    if job.attempts >= MAX_ATTEMPTS:
        job.failed_at = now
    else:
        job.run_at = now + timedelta(seconds=min(2**job.attempts, 3600))


async def lag_seconds(session: AsyncSession, now: datetime) -> float:
    """How long the oldest due job has waited, in seconds."""
    oldest = await session.scalar(select(func.min(Job.run_at)).where(Job.failed_at.is_(None)))
    return max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
