"""The two sides: how each puts a job into a change's transaction, and how each works."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol, cast

from pgqueuer import PgQueuer
from pgqueuer.executors import DatabaseRetryEntrypointExecutor, EntrypointExecutorParameters
from pgqueuer.models import Job as TheirJob
from pgqueuer.ports.driver import Driver
from pgqueuer.queries import Queries
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.spikes.queues.ground import DEAF, Changed, Ground, heard_by, react
from shequ_api.base.events.facts import Hearing, record
from shequ_api.base.events.worker import Worker
from shequ_api.kit.clock import utc_now

Hook = Callable[[Changed], Awaitable[None]]
INBOX = text("INSERT INTO spike_inbox VALUES (:id) ON CONFLICT DO NOTHING RETURNING job_id")
POOL_SIZE = 4


class Side(Protocol):
    """`before` and `after` are called around each effect: failures, pauses and kills."""

    name: str
    waiting: str
    hearing: Hearing

    async def enqueue(self, session: AsyncSession, fact: Changed) -> None: ...

    async def work(self, ground: Ground, before: Hook, after: Hook) -> None: ...


class Ours:
    """The project's own `record` and `Worker`; `loops` of them in one process."""

    waiting = "SELECT count(*) FROM jobs"
    hearing = heard_by(react)

    def __init__(self, loops: int = 1) -> None:
        self.name, self._loops = f"ours, {loops} loop{'s' if loops > 1 else ''}", loops

    async def enqueue(self, session: AsyncSession, fact: Changed) -> None:
        record(session, fact, now=utc_now())

    async def work(self, ground: Ground, before: Hook, after: Hook) -> None:
        async def run(session: AsyncSession, fact: Changed, now: object) -> None:
            await before(fact)
            await react(session, fact, utc_now())
            await after(fact)

        hearing = heard_by(run)
        database = ground.database(hearing, pool_size=POOL_SIZE)
        await asyncio.gather(*(Worker(database, hearing).run() for _ in range(self._loops)))


class SessionDriver:
    """What pgqueuer needs to enqueue on a session's connection.

    The statement goes through SQLAlchemy: on the bare asyncpg connection beneath, it would be
    committed at once if it came before the session's first statement, which is what sends BEGIN.
    Enqueueing uses no more of pgqueuer's driver protocol than this.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        connection = await self._session.connection()
        result = await connection.exec_driver_sql(query, args)
        return [dict(row) for row in result.mappings()]


class Theirs:
    """pgqueuer. With `inbox` the handler notes the job's id in the effect's transaction."""

    waiting = "SELECT count(*) FROM pgqueuer"
    hearing = DEAF

    def __init__(
        self, *, inbox: bool = False, one_by_one: bool = False, heartbeat_seconds: float = 30
    ) -> None:
        self.name = "pgqueuer" + (" + inbox" if inbox else "") + (", limit 1" * one_by_one)
        self._inbox, self._limit = inbox, int(one_by_one)
        self._heartbeat = timedelta(seconds=heartbeat_seconds)

    async def enqueue(self, session: AsyncSession, fact: Changed) -> None:
        record(session, fact, now=utc_now())  # nobody hears it: the event alone
        await session.flush()
        payload = fact.model_dump_json().encode()
        await Queries(cast(Driver, SessionDriver(session))).enqueue("spike.react", payload)

    async def work(self, ground: Ground, before: Hook, after: Hook) -> None:
        database = ground.database(DEAF, pool_size=POOL_SIZE)

        async def handle(job: TheirJob) -> None:
            fact = Changed.model_validate_json(job.payload or b"")
            await before(fact)
            async with database.sessions() as session, session.begin():
                fresh = not self._inbox or await session.scalar(INBOX, {"id": job.id})
                if fresh:
                    await react(session, fact, utc_now())
            await after(fact)

        worker = PgQueuer.from_asyncpg_connection(await ground.connect())
        worker.entrypoint("spike.react", concurrency_limit=self._limit, executor_factory=_again)(
            handle
        )
        await worker.run(batch_size=10, max_concurrent_tasks=20, heartbeat_timeout=self._heartbeat)


def _again(parameters: EntrypointExecutorParameters) -> DatabaseRetryEntrypointExecutor:
    return DatabaseRetryEntrypointExecutor(parameters, initial_delay=timedelta(seconds=2))


SIDES: dict[str, Callable[[], Side]] = {
    "ours": Ours,
    "ours-4": lambda: Ours(4),
    "theirs": Theirs,
    "theirs-inbox": lambda: Theirs(inbox=True),
    "theirs-quick": lambda: Theirs(heartbeat_seconds=1),
    "theirs-inbox-quick": lambda: Theirs(inbox=True, heartbeat_seconds=1),
    "theirs-limit-1": lambda: Theirs(one_by_one=True),
}
