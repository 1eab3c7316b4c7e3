"""Playing one cell: a request on a connection whose writes are counted and then undone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from inspect import isawaitable
from io import StringIO
from typing import Any

from httpx import AsyncClient, Response
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection

from shequ_api.kit.http.route import TransactionRoute
from shequ_api.kit.ids import new_id
from tests.architecture.api import the_app
from tests.matrix.asking import Ask, Case, Operation
from tests.matrix.collecting import operations
from tests.matrix.roles import UNKNOWN
from tests.matrix.sites import Site
from tests.matrix.table import RELATIONS, Row, Verdict, reaches, rows
from tests.matrix.world import World

WRITTEN = re.compile(
    r"\s*(INSERT|UPDATE|DELETE|MERGE|WITH\b.*\b(INSERT INTO|UPDATE|DELETE FROM))\b", re.DOTALL
)
DISTANT = ("home", "far", "abroad")
"""Where it is enough to ask when the answer is the same wherever one asks."""

MOST_PAGES = 20


class Writes:
    """Rows that a connection has written, those of what was rolled back within too."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.total = 0
        assert connection.sync_connection is not None
        event.listen(connection.sync_connection, "after_cursor_execute", self._count)

    def _count(self, _: Any, cursor: Any, statement: str, *__: Any) -> None:
        if WRITTEN.match(statement):
            # Where the driver does not say how many, one is enough to be seen.
            self.total += cursor.rowcount if cursor.rowcount >= 0 else 1


@dataclass(frozen=True, slots=True)
class Played:
    """A request, its answer, and how many rows were written, though only for a moment."""

    row: Row
    case: Case
    ask: Ask
    response: Response
    writes: int
    logged: str
    documented: frozenset[str] | None
    """The statuses that the OpenAPI document names; None for a page that is not in it."""

    @property
    def listing(self) -> bool:
        """Whether the thing is looked for among others: what is hidden is then left out."""
        return bool(self.ask.rows | self.ask.absent) and not self.case.nowhere

    @property
    def hint(self) -> str:
        """For the message of a failed check."""
        case, response = self.case, self.response
        told = f"{response.status_code} {response.text[:160]}"
        return f"{self.row.name}: {case.role}, {case.relation} ({case.site.key}): {told}"


@dataclass(frozen=True, slots=True)
class Stage:
    """The world, and where it is asked."""

    world: World
    connection: AsyncConnection
    client: AsyncClient
    routes: dict[str, tuple[str, TransactionRoute]]
    log: StringIO
    writes: "Writes"

    def sites(self, row: Row, role: str, relation: str) -> list[Site]:
        """The sites of a relation. What has ended is asked about apart where it lies inside."""
        if relation == "nowhere":
            return [self.world.sites["nowhere"]]
        inside, outside = reaches()[row.reach].get(role, ((), ()))
        if relation == "outside":
            return [self.world.sites[key] for key in outside]
        wanted = relation == "ended"
        return [self.world.sites[key] for key in inside if (key == "razed") is wanted]

    async def cells(self, row: Row, role: str) -> list[tuple[str, Verdict, list[Played]]]:
        """All that a role asks: relation, what should come of it, and what came of it."""
        entry = operations()[row.name]
        if self._asked_before(row, role):
            return []
        if entry.rows is not None:
            return await self._list(row, role, entry)
        found = []
        for relation in RELATIONS:
            verdict = row.verdicts[role][relation]
            if verdict is None:
                continue
            played = []
            for site in self._chosen(row, role, relation, verdict):
                case = Case(self.world, role, relation, site)
                played += [await self.play(row, case, ask) for ask in await asks_of(entry, case)]
            found.append((relation, verdict, played))
        return found

    def _asked_before(self, row: Row, role: str) -> bool:
        """Whoever is unknown is refused before anything is looked at: one variant is enough."""
        letters = {verdict.letter for verdict in row.verdicts[role].values() if verdict}
        first = next(name for name, one in rows().items() if one.operation == row.operation)
        return role in UNKNOWN and letters == {"U"} and row.name != first

    def _chosen(self, row: Row, role: str, relation: str, verdict: Verdict) -> Iterator[Site]:
        """All sites of a relation; few where one refusal comes of asking anywhere."""
        sites = self.sites(row, role, relation)
        inside, outside = (row.verdicts[role][one] for one in ("inside", "outside"))
        same = verdict.letter in "FU" and inside == outside
        yield from (site for site in sites if not same or site.key in DISTANT or len(sites) == 1)

    async def _list(
        self, row: Row, role: str, entry: Operation
    ) -> list[tuple[str, Verdict, list[Played]]]:
        """A list of all in reach, asked once: it has what is inside, and nothing from outside."""
        verdicts = row.verdicts[role]
        relation = "inside" if self.sites(row, role, "inside") else "outside"
        verdict = verdicts[relation]
        if verdict is None:
            return []
        have = {one: self._rows(row, role, one, entry) for one in ("inside", "outside")}
        shown = {one for one in have if (given := verdicts[one]) and given.letter == "A"}
        wanted = frozenset().union(*(have[one] for one in shown))
        unwanted = frozenset().union(*(have[one] for one in have if one not in shown))
        case = Case(self.world, role, relation, (self.sites(row, role, relation))[0])
        asks = [replace(ask, rows=wanted, absent=unwanted) for ask in await asks_of(entry, case)]
        return [(relation, verdict, [await self.play(row, case, ask) for ask in asks])]

    def _rows(self, row: Row, role: str, relation: str, entry: Operation) -> frozenset[str]:
        found: set[str] = set()
        for site in self.sites(row, role, relation):
            assert entry.rows is not None
            rows = entry.rows(Case(self.world, role, relation, site))
            found |= {rows} if isinstance(rows, str) else rows
        return frozenset(found - {""})

    async def play(self, row: Row, case: Case, ask: Ask, *, pages: int = MOST_PAGES) -> Played:
        """Ask in a transaction that is always undone; of a list, so many pages as one."""
        reads = self.routes[row.operation][1].methods == {"GET"}
        # Before the transaction: the first asker makes the whole document, which may take longer
        # than the database waits for the next statement.
        documented = self._documented(row.operation)
        transaction = await self.connection.begin()
        self.log.seek(0)
        self.log.truncate()
        try:
            before = self.writes.total
            response = await self._asked(row.operation, case, ask)
            writes = self.writes.total - before
            for _ in range(pages - 1 if reads else 0):
                if (cursor := _cursor_of(response)) is None:
                    break
                more = replace(ask, query={**ask.query, "cursor": cursor})
                response = _joined(response, await self._asked(row.operation, case, more))
            return Played(row, case, ask, response, writes, self.log.getvalue(), documented)
        finally:
            await transaction.rollback()

    async def _asked(self, operation: str, case: Case, ask: Ask) -> Response:
        path, route = self.routes[operation]
        key = {"Idempotency-Key": str(new_id())} if route.requires_key else {}
        return await self.client.request(
            next(iter(route.methods or {})),
            path.format(**ask.path),
            params=ask.query,
            json=None if isinstance(ask.body, bytes) else ask.body,
            content=ask.body if isinstance(ask.body, bytes) else None,
            files=ask.files,
            headers={**self.world.headers[case.role], **key, **ask.headers},
        )

    def _documented(self, operation: str) -> frozenset[str] | None:
        path, route = self.routes[operation]
        if not route.include_in_schema:
            return None
        method = next(iter(route.methods or {}))
        return frozenset(the_app().openapi()["paths"][path][method.lower()]["responses"])


def _cursor_of(response: Response) -> str | None:
    """Where a list goes on."""
    if not response.headers.get("Content-Type", "").startswith("application/json"):
        return None
    page = response.json()
    return page.get("next_cursor") if isinstance(page, dict) else None


def _joined(first: Response, second: Response) -> Response:
    """Two pages as one, which ends where the second does."""
    page, rest = first.json(), second.json()
    whole = {**page, "items": page["items"] + rest["items"], "next_cursor": rest["next_cursor"]}
    kept = {k: v for k, v in first.headers.items() if not k.startswith("content-")}
    return Response(first.status_code, headers=kept, json=whole, request=first.request)


async def asks_of(entry: Operation, case: Case) -> list[Ask]:
    """What an entry asks, once it has been waited for."""
    made = entry.make(case)
    return await made if isawaitable(made) else made
