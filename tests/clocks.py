"""The clocks in tests: those that prepare the ground have run when the template is made; no other
is due before a test names it or looks some hours ahead. A round of all takes seconds."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from sqlalchemy import update

from shequ_api.base.events.models import Schedule
from shequ_api.base.events.worker import Worker
from shequ_api.base.registry import Registry
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts

LONGER_THAN_A_RUN = timedelta(hours=6)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
GROUND = ("kit.keep_partitions", "calendar.keep")


class Work(Protocol):
    """Do all jobs that are due, and these clocks before; gives how many things were done."""

    async def __call__(self, *clocks: str) -> int: ...


async def wind_up(parts: Parts) -> None:
    """Let the clocks of the ground run, and then none for longer than a run of the suite."""
    later = utc_now() + LONGER_THAN_A_RUN
    names = parts.get(Registry).hearing.clockworks
    async with parts.get(Database).sessions() as session, session.begin():
        session.add_all(Schedule(name=name, next_run_at=later) for name in names)
    await make_due(parts, *GROUND)
    await parts.get(Worker).drain(utc_now())
    async with parts.get(Database).sessions() as session, session.begin():
        await session.execute(update(Schedule).values(next_run_at=later))


async def make_due(parts: Parts, *names: str) -> None:
    """Let these clocks run when the worker next looks."""
    if not names:
        return
    async with parts.get(Database).sessions() as session, session.begin():
        due = update(Schedule).where(Schedule.name.in_(names)).values(next_run_at=LONG_AGO)
        found = await session.scalars(due.returning(Schedule.name))
        assert set(found) == set(names), "no such clock"


async def drain(parts: Parts, now: datetime, *names: str) -> int:
    """Do all that is due at an instant, and these clocks before."""
    await make_due(parts, *names)
    return await parts.get(Worker).drain(now)
