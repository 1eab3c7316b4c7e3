"""Playing one cell: a request on a connection whose writes are counted and then undone."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from inspect import isawaitable
from io import StringIO

from httpx import AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shequ_api.kit.http.route import TransactionRoute
from tests.architecture.api import the_app
from tests.matrix.asking import Ask, Case, Operation
from tests.matrix.collecting import operations
from tests.matrix.sites import Site
from tests.matrix.table import RELATIONS, Row, Verdict, reaches
from tests.matrix.world import World

WRITES = text(
    "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint"
    " FROM pg_stat_xact_user_tables"
)
"""Rows that this connection has written, those of what was rolled back within too."""
DISTANT = ("home", "far", "abroad")
"""Where it is enough to ask when the answer is the same wherever one asks."""


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
        rows = {one: self._rows(row, role, one, entry) for one in ("inside", "outside")}
        shown = {one for one in rows if (given := verdicts[one]) and given.letter == "A"}
        wanted = frozenset().union(*(rows[one] for one in shown))
        unwanted = frozenset().union(*(rows[one] for one in rows if one not in shown))
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

    async def play(self, row: Row, case: Case, ask: Ask) -> Played:
        path, route = self.routes[row.operation]
        method = next(iter(route.methods or {}))
        transaction = await self.connection.begin()
        self.log.seek(0)
        self.log.truncate()
        try:
            before = await self._writes()
            response = await self.client.request(
                method,
                path.format(**ask.path),
                params=ask.query,
                json=ask.body,
                files=ask.files,
                headers={**self.world.headers[case.role], **ask.headers},
            )
            writes = await self._writes() - before
            logged, documented = self.log.getvalue(), self._documented(row.operation)
            return Played(row, case, ask, response, writes, logged, documented)
        finally:
            await transaction.rollback()

    def _documented(self, operation: str) -> frozenset[str] | None:
        path, route = self.routes[operation]
        if not route.include_in_schema:
            return None
        method = next(iter(route.methods or {}))
        return frozenset(the_app().openapi()["paths"][path][method.lower()]["responses"])

    async def _writes(self) -> int:
        return int((await self.connection.execute(WRITES)).scalar_one())


async def asks_of(entry: Operation, case: Case) -> list[Ask]:
    """What an entry asks, once it has been waited for."""
    made = entry.make(case)
    return await made if isawaitable(made) else made
