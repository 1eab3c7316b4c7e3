"""The clocks in tests: all have run when the template is made, as in a house that lives, and none
is due again before a test says so or looks some hours ahead. A round of all takes seconds."""

from datetime import timedelta
from typing import Protocol

from sqlalchemy import update

from shequ_api.base.events.models import Schedule
from shequ_api.base.events.worker import Worker
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts

LONGER_THAN_A_RUN = timedelta(hours=6)


class Work(Protocol):
    """Do all jobs that are due, and these clocks before; gives how many things were done."""

    async def __call__(self, *clocks: str) -> int: ...


async def run_all(parts: Parts) -> None:
    """Let each clock run once, and then none for longer than a run of the suite."""
    now = utc_now()
    await parts.get(Worker).drain(now)
    async with parts.get(Database).sessions() as session, session.begin():
        await session.execute(update(Schedule).values(next_run_at=now + LONGER_THAN_A_RUN))


async def make_due(parts: Parts, *names: str) -> None:
    """Let these clocks run when the worker next looks."""
    if not names:
        return
    async with parts.get(Database).sessions() as session, session.begin():
        due = update(Schedule).where(Schedule.name.in_(names)).values(next_run_at=utc_now())
        found = await session.scalars(due.returning(Schedule.name))
        assert set(found) == set(names), "no such clock"
