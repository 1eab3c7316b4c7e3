"""The quick ways' own connections: the driver alone, each statement a transaction of its own."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

import asyncpg
from sqlalchemy import make_url

from shequ_api.kit import db
from shequ_api.kit.hot.compiled import DIALECT, Compiled
from shequ_api.kit.hot.gathering import Gathering
from shequ_api.kit.hot.questions import Given, Question
from shequ_api.kit.http.parts import Parts

PATIENCE_SECONDS = 5.0
"""How long a quick way waits for one answer: then the route is asked."""
ONLY_THEIRS = ("prepared_statement_cache_size", "prepared_statement_name_func")
"""Words in an address that SQLAlchemy reads, and the driver does not know."""


class _Connection(asyncpg.Connection):  # type: ignore[misc]  # the driver is not typed
    """Is not reset when it comes back: nothing here sets anything that outlasts its statement."""

    def get_reset_query(self) -> str:
        return ""


async def _read_json(connection: Any) -> None:
    """As sessions do: values go as text of JSON, and come as what it says."""
    for name in ("json", "jsonb"):
        await connection.set_type_codec(
            name, schema="pg_catalog", encoder=str, decoder=json.loads, format="text"
        )


def _over_one_of_them(error: Exception) -> bool:
    """Whether a value of one may be what all failed over, not the database or the way to it."""
    faults = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, LookupError)
    return isinstance(error, (*faults, asyncpg.SyntaxOrAccessError, TypeError, ValueError))


@dataclass
class _Known:
    compiled: Compiled
    gathering: Gathering[Given, Sequence[Any]]


class HotPool:
    """Asks questions, those of a kind together. It connects at its first question."""

    lasting: ClassVar[bool] = True

    def __init__(self, url: str, *, size: int = 4, parts: Parts) -> None:
        self._url = make_url(url)
        self._size = size
        self._parts = parts
        self._pools: dict[bool, Any] = {}
        self._opening = asyncio.Lock()
        self._known: dict[Question, _Known] = {}

    @property
    def parts(self) -> Parts:
        return self._parts

    async def rows(self, question: Question, given: Given) -> Sequence[Any]:
        """Raises what the driver raises; Crowded."""
        known = self._known.get(question)
        if known is None:
            known = self._known[question] = self._met(question)
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await known.gathering.ask(given)

    async def close(self) -> None:
        for pool in self._pools.values():
            try:
                await asyncio.wait_for(pool.close(), PATIENCE_SECONDS)
            except TimeoutError:
                pool.terminate()

    def _met(self, question: Question) -> _Known:
        compiled, counts = Compiled(question), question.counts

        async def one(given: Given) -> Sequence[Any]:
            pool = await self._pool(counts=counts)
            return compiled.rows(await pool.fetch(compiled.text, *compiled.values(given)))

        async def many(given: Sequence[Given]) -> Sequence[Sequence[Any]]:
            if compiled.takes_nothing:
                return [await one({})] * len(given)
            pool = await self._pool(counts=counts)
            values = compiled.values_for_many(given)
            records = await pool.fetch(compiled.text_for_many, *values)
            return compiled.rows_for_many(records, len(given))

        return _Known(compiled, Gathering(one, many, splits=_over_one_of_them))

    async def _pool(self, *, counts: bool) -> Any:
        async with self._opening:
            if counts not in self._pools:
                self._pools[counts] = await self._opened(counts=counts)
        return self._pools[counts]

    async def _opened(self, *, counts: bool) -> Any:
        """What only counts does not wait for the disk, on a connection of its own."""
        _, options = DIALECT.create_connect_args(self._url.difference_update_query(ONLY_THEIRS))
        settings = {"application_name": "shequ-hot", "jit": "off", "timezone": "UTC"}
        if counts:
            settings["synchronous_commit"] = "off"
        ours: dict[str, Any] = {"timeout": db.CONNECT_SECONDS, "command_timeout": db.SILENT_SECONDS}
        return await cast(Any, asyncpg).create_pool(
            **{**ours, **options},
            min_size=0,
            max_size=1 if counts else self._size,
            connection_class=_Connection,
            init=_read_json,
            # A landing has a long text; by default that would be prepared anew each time.
            max_cacheable_statement_size=0,
            server_settings=settings,
        )
