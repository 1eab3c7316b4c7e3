"""The ground both sides stand on: a server, the tables, one change and one reaction to it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar
from uuid import UUID

import asyncpg
from pgqueuer.queries import Queries
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from shequ_api.base.events.facts import Fact, Hearing, Reaction
from shequ_api.base.events.models import Event, Job, Schedule
from shequ_api.kit import db, embedded
from shequ_api.kit.model import Base

DATABASE = "queues"
TABLES = """
    CREATE TABLE events_all PARTITION OF events DEFAULT;
    CREATE TABLE spike_changes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        subject_id uuid NOT NULL, number int NOT NULL);
    CREATE TABLE spike_effects (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        subject_id uuid NOT NULL, number int NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp());
    CREATE TABLE spike_inbox (job_id bigint PRIMARY KEY);
"""
LEFTOVERS = (
    "events, jobs, schedules, spike_changes, spike_effects, spike_inbox, "
    "pgqueuer, pgqueuer_log, pgqueuer_statistics"
)
CHANGE = text("INSERT INTO spike_changes (subject_id, number) VALUES (:subject_id, :number)")
EFFECT = text("INSERT INTO spike_effects (subject_id, number) VALUES (:subject_id, :number)")


class Changed(Fact):
    name: ClassVar[str] = "spike.changed"
    number: int


Run = Callable[[AsyncSession, Changed, datetime], Awaitable[None]]


async def change(session: AsyncSession, fact: Changed) -> None:
    """The change that the fact tells of."""
    await session.execute(CHANGE, {"subject_id": fact.subject_id, "number": fact.number})


async def react(session: AsyncSession, fact: Changed, now: datetime) -> None:
    """The reaction: one row, so that doubles, losses and their order can be counted."""
    await session.execute(EFFECT, {"subject_id": fact.subject_id, "number": fact.number})


DEAF = Hearing([], [])
"""Where nobody listens, `record` writes the event alone."""


def heard_by(run: Run) -> Hearing:
    """Our side's: one reaction to the one fact."""
    return Hearing([Reaction("spike.react", Changed, run)], [])


@dataclass(frozen=True, slots=True)
class Ground:
    """A running server. The workers come as the app's role, as they do in the project."""

    sockets: Path

    def database(self, hearing: Hearing, *, pool_size: int = 4) -> db.Database:
        """Sessions of the app's role."""
        url = f"postgresql+asyncpg://{embedded.APP_ROLE}@/{DATABASE}?host={self.sockets}"
        return db.open_database(url, pool_size=pool_size, hearing=hearing)

    async def connect(self, role: str = embedded.APP_ROLE) -> asyncpg.Connection:
        return await asyncpg.connect(host=str(self.sockets), user=role, database=DATABASE)

    async def clear(self) -> None:
        """Empty all tables, and give each side a table without dead rows."""
        owner = await self.connect(embedded.OWNER_ROLE)
        await owner.execute(f"TRUNCATE {LEFTOVERS} RESTART IDENTITY")
        await owner.close()

    async def value(self, sql: str) -> int:
        """The one number that a statement answers with."""
        connection = await self.connect(embedded.OWNER_ROLE)
        found = await connection.fetchval(sql)
        await connection.close()
        return int(found or 0)

    async def until(self, sql: str, wanted: int, seconds: float = 120) -> None:
        """Wait until a statement answers with `wanted`; TimeoutError when it does not."""
        connection = await self.connect(embedded.OWNER_ROLE)
        try:
            async with asyncio.timeout(seconds):
                while await connection.fetchval(sql) != wanted:  # noqa: ASYNC110 - others work
                    await asyncio.sleep(0.02)
        finally:
            await connection.close()


async def lay(server: embedded.Embedded) -> Ground:
    """Make the database anew: our tables from the models, pgqueuer's by its own installer."""
    embedded.superuser_sql(server, f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    embedded.create_database(server, DATABASE)
    engine = create_async_engine(server.url(DATABASE, embedded.OWNER_ROLE), poolclass=NullPool)
    async with engine.begin() as connection:
        tables = [Base.metadata.tables[m.__tablename__] for m in (Event, Job, Schedule)]
        await connection.run_sync(Base.metadata.create_all, tables=tables)
    await engine.dispose()
    ground = Ground(server.sockets)
    owner = await ground.connect(embedded.OWNER_ROLE)
    await owner.execute(TABLES)
    await Queries.from_asyncpg_connection(owner).install()
    await owner.execute(f"""
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {embedded.APP_ROLE};
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {embedded.APP_ROLE}""")
    await owner.close()
    return ground


def facts(count: int, subjects: list[UUID]) -> list[Changed]:
    """Numbered from 1 for each subject, the subjects taking turns."""
    return [
        Changed(subject_id=subjects[n % len(subjects)], number=n // len(subjects) + 1)
        for n in range(count)
    ]
