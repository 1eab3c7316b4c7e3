"""Whatever moves points, money, stock or a place in a queue, asked a thousand times with one key of
two server processes: one effect, and one answer for all.

Nothing here names an operation. What must have a key is found by its mark, what writes to the
ledger by asking each operation of the matrix once and undoing it.
"""

import os
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from shequ_api.base.access.walls import enter_district
from shequ_api.blocks.ledger import checker as ledger_checker
from shequ_api.features.points_lots import checker as lots_checker
from tests.campaigns.crowd import at_once, clients
from tests.campaigns.servers import Servers, serving
from tests.matrix.asking import Ask, Case
from tests.matrix.collecting import operations
from tests.matrix.roles import KNOWN
from tests.matrix.stage import Stage, asks_of
from tests.matrix.table import Row, rows

pytestmark = pytest.mark.campaign

TIMES = int(os.environ.get("SHEQU_ONE_KEY_TIMES", "1000"))
LEAST = 20
"""A floor: a search that finds nothing would pass."""
MOVED = re.compile(r"\b(INSERT INTO|UPDATE)\s+ledger_(accounts|transfers|holds)\b")
TABLES = """
SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition
AND relnamespace = 'public'::regnamespace AND has_table_privilege(oid, 'SELECT')"""
IN_PROGRESS = (409, "idempotency_in_progress")
Counts = Counter[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that succeeds now, and what it adds to the tables."""

    row: Row
    case: Case
    ask: Ask
    status: int
    adds: Counts


class Mover:
    """Notices what is written to the ledger on one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.moved = False
        assert connection.sync_connection is not None
        event.listen(connection.sync_connection, "after_cursor_execute", self._note)

    def _note(self, _: Any, __: Any, statement: str, *___: Any) -> None:
        self.moved = self.moved or bool(MOVED.search(statement))


@pytest.fixture(scope="module")
async def servers(stage: Stage) -> AsyncIterator[Servers]:
    """Two processes on the planted world."""
    url = stage.connection.engine.url.render_as_string(hide_password=False)
    with serving(url) as running:
        yield running


async def _send(client: AsyncClient, stage: Stage, row: Row, case: Case, ask: Ask) -> Response:
    path, route = stage.routes[row.operation]
    key = {"Idempotency-Key": f"one {row.name}"} if route.keyed else {}
    return await client.request(
        next(iter(route.methods or {})),
        path.format(**ask.path),
        params=ask.query,
        json=None if isinstance(ask.body, bytes) else ask.body,
        content=ask.body if isinstance(ask.body, bytes) else None,
        files=ask.files,
        headers={**key, **stage.world.headers[case.role], **ask.headers},
    )


def _cases(stage: Stage, row: Row) -> Iterator[Case]:
    """Who may do it, wherever there may be such a thing."""
    for role in KNOWN:
        for relation in ("inside", "outside"):
            given = row.verdicts[role][relation]
            if given is not None and given.letter == "A":
                for site in stage.sites(row, role, relation):
                    yield Case(stage.world, role, relation, site)


async def _counts(connection: AsyncConnection, case: Case) -> Counts:
    """How many rows each table has; behind walls, those of the district."""
    await enter_district(AsyncSession(connection), UUID(case.site.district))
    names = list(await connection.scalars(text(TABLES)))
    parts = (f"SELECT '{name}', count(*) FROM \"{name}\"" for name in names)
    found = await connection.execute(text(" UNION ALL ".join(parts)))
    return Counter(dict(found.all()))


@asynccontextmanager
async def _undone(stage: Stage) -> AsyncIterator[None]:
    transaction = await stage.connection.begin()
    try:
        yield
    finally:
        await transaction.rollback()


async def _found(stage: Stage, row: Row) -> Asked | None:
    """A request that succeeds, tried in a transaction that is undone."""
    for case in _cases(stage, row):
        for ask in await asks_of(operations()[row.name], case):
            async with _undone(stage):
                before = await _counts(stage.connection, case)
                answer = await _send(stage.client, stage, row, case, ask)
                if answer.is_success:
                    after = await _counts(stage.connection, case)
                    after.subtract(before)
                    adds = Counter({name: n for name, n in after.items() if n})
                    return Asked(row, case, ask, answer.status_code, adds)
    return None


async def _movers(stage: Stage) -> set[str]:
    """Operations that must have a key, and those that write to the ledger without one."""
    mover, found = Mover(stage.connection), set()
    for row in rows().values():
        _, route = stage.routes[row.operation]
        if "GET" in (route.methods or {}) or row.operation in found:
            continue
        mover.moved = False
        if getattr(route.endpoint, "__requires_key__", False) or await _moves(stage, row, mover):
            found.add(row.operation)
    return found


async def _moves(stage: Stage, row: Row, mover: Mover) -> bool:
    """Whether the first of its requests that succeeds writes to the ledger."""
    for case in _cases(stage, row):
        for ask in await asks_of(operations()[row.name], case):
            async with _undone(stage):
                if (await _send(stage.client, stage, row, case, ask)).is_success:
                    return mover.moved
    return mover.moved


async def test_one_effect(stage: Stage, servers: Servers) -> None:
    planted = await _findings(stage)
    moving = await _movers(stage)
    assert len(moving) >= LEAST
    missing = set(moving)
    async with clients(servers.url) as client:
        for row in (row for row in rows().values() if row.operation in moving):
            asked = await _found(stage, row)
            if asked is not None:
                missing.discard(row.operation)
                await _once(stage, client, asked)
    assert not missing, "operations of which no request succeeds: plant what they need"
    assert not await _findings(stage) - planted


async def _findings(stage: Stage) -> set[tuple[object, ...]]:
    """What the books are found to break; planted proofs of days that never were do, too."""
    async with _undone(stage), AsyncSession(stage.connection) as session:
        found = await ledger_checker.verify(session)
        of_lots = await lots_checker.verify(session)
    everything: list[Any] = [*found, *of_lots]
    return {(each.truth, each.subject_id) for each in everything}


async def _once(stage: Stage, client: AsyncClient, asked: Asked) -> None:
    _, route = stage.routes[asked.row.operation]
    async with _undone(stage):
        before = await _counts(stage.connection, asked.case)

    async def send(client: AsyncClient) -> Response:
        return await _send(client, stage, asked.row, asked.case, asked.ask)

    came = await at_once(client, [send] * TIMES)
    told = Counter({f"{status} {code}".strip(): n for (status, code), n in came.outcomes.items()})
    sys.stdout.write(f"{asked.row.name}: {came.told()} {dict(told)}\n")
    sys.stdout.flush()
    done = [each for each in came.answers if each.is_success]
    assert done, asked.row.name
    others = {key for key in came.outcomes if key[0] >= 300} - {IN_PROGRESS}
    assert not others, (asked.row.name, others)
    assert len({each.content for each in done}) == 1, asked.row.name
    async with _undone(stage):
        after = await _counts(stage.connection, asked.case)
    after.subtract(before)
    adds = Counter({name: n for name, n in after.items() if n})
    if not route.keyed:
        # A PUT repeats itself by its method, and each time it is on record who asked for it.
        assert adds.pop("audit_log") == len(done)
        adds["audit_log"] = asked.adds["audit_log"]
    assert adds == asked.adds, asked.row.name
