"""Reactions that leave a trace, and a process that does them until it is killed.

`python -m tests.base.events.doing URL`
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Clockwork, Fact, Hearing, Reaction, record
from shequ_api.base.events.worker import Worker
from shequ_api.kit.db import Database, open_database

TABLE = """
    CREATE TABLE effects (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      reaction text NOT NULL,
      subject_id uuid NOT NULL,
      number integer NOT NULL,
      begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      ended_at timestamptz
    );
    CREATE TABLE settled (
      number integer CONSTRAINT uq_settled_number UNIQUE DEFERRABLE INITIALLY DEFERRED
    );
    GRANT SELECT, INSERT, UPDATE, DELETE ON effects, settled TO shequ_app;
"""
WRITE = text("""
    INSERT INTO effects (reaction, subject_id, number) VALUES (:reaction, :subject, :number)
    RETURNING id""")
END = text("UPDATE effects SET ended_at = clock_timestamp() WHERE id = :id")


Hire = Callable[..., Worker]


class Noted(Fact):
    name: ClassVar[str] = "test.noted"
    number: int


class Untold(Fact):
    name: ClassVar[str] = "test.untold"


async def write(session: AsyncSession, fact: Noted, reaction: str, seconds: float = 0) -> None:
    """One effect, that takes its time."""
    values = {"reaction": reaction, "subject": fact.subject_id, "number": fact.number}
    effect = await session.scalar(WRITE, values)
    if seconds:
        await session.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": seconds})
    await session.execute(END, {"id": effect})


def reaction(name: str, seconds: float = 0) -> Reaction:
    """A reaction to `Noted` that writes its effect."""

    async def run(session: AsyncSession, fact: Noted, now: datetime) -> None:
        await write(session, fact, name, seconds)

    return Reaction(name, Noted, run)


def doing(name: str, run: Callable[[AsyncSession, Noted], Awaitable[None]]) -> Reaction:
    """A reaction that does what a test says."""

    async def obey(session: AsyncSession, fact: Noted, now: datetime) -> None:
        await run(session, fact)

    return Reaction(name, Noted, obey)


SLOW = Hearing([reaction("test.first", 0.01), reaction("test.second", 0.005)], [])


def heard(url: str, hearing: Hearing, *, pool_size: int = 4) -> Database:
    """Connections whose sessions are heard by these reactions."""
    return open_database(url, pool_size=pool_size, hearing=hearing)


def hearing_of(*listening: Reaction | Clockwork) -> Hearing:
    return Hearing(
        [one for one in listening if isinstance(one, Reaction)],
        [one for one in listening if isinstance(one, Clockwork)],
    )


async def note(
    database: Database, subjects: Sequence[UUID], numbers: Sequence[int], now: datetime
) -> None:
    """Record one fact for each pair, each in a transaction of its own."""
    for number in numbers:
        for subject in subjects:
            async with database.sessions() as session, session.begin():
                record(session, Noted(subject_id=subject, number=number), now=now)


async def work_on(url: str) -> None:
    sys.stdout.write("working\n")
    sys.stdout.flush()
    await Worker(heard(url, SLOW), SLOW).run()


if __name__ == "__main__":
    asyncio.run(work_on(sys.argv[1]))
