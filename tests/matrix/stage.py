"""Playing one cell: a request on a connection whose writes are counted and then undone."""

from dataclasses import dataclass
from inspect import isawaitable

from httpx import AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shequ_api.kit.http.route import TransactionRoute
from tests.architecture.api import the_app
from tests.matrix.asking import Ask, Case
from tests.matrix.requests import OPERATIONS
from tests.matrix.sites import Site
from tests.matrix.world import World

WRITES = text(
    "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint"
    " FROM pg_stat_xact_user_tables"
)
"""Rows that this connection has written, those of what was rolled back within too."""


@dataclass(frozen=True, slots=True)
class Played:
    """A request, its answer, and how many rows were written, though only for a moment."""

    operation: str
    case: Case
    ask: Ask
    response: Response
    writes: int
    documented: frozenset[str] | None
    """The statuses that the OpenAPI document names; None for a page that is not in it."""

    @property
    def listing(self) -> bool:
        """Whether the thing is looked for among others: what is hidden is then left out."""
        return bool(self.ask.rows) and self.case.relation != "none"

    @property
    def hint(self) -> str:
        """For the message of a failed check."""
        response = self.response
        told = f"{response.status_code} {response.text[:300]}"
        return f"{self.case.role}, {self.case.relation} ({self.case.site.key}): {told}"


@dataclass(frozen=True, slots=True)
class Stage:
    """The world, and where it is asked."""

    world: World
    connection: AsyncConnection
    client: AsyncClient
    routes: dict[str, tuple[str, TransactionRoute]]

    def sites(self, operation: str, role: str, relation: str) -> list[Site]:
        """The sites of a relation."""
        if relation == "none":
            return [self.world.sites["nowhere"]]
        own, neighbours = OPERATIONS[operation].reach[role]
        return [self.world.sites[key] for key in (own if relation == "own" else neighbours)]

    async def cell(self, operation: str, role: str, relation: str) -> list[Played]:
        """Ask for all things of a relation; nothing where there is no such relation."""
        played = []
        for site in self.sites(operation, role, relation):
            case = Case(self.world, role, relation, site)
            made = OPERATIONS[operation].make(case)
            asks = await made if isawaitable(made) else made
            played += [await self._play(operation, case, ask) for ask in asks]
        return played

    async def _play(self, operation: str, case: Case, ask: Ask) -> Played:
        path, route = self.routes[operation]
        method = next(iter(route.methods or {}))
        transaction = await self.connection.begin()
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
            return Played(operation, case, ask, response, writes, self._documented(operation))
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
