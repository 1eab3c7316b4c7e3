"""Questions: statements that are built once and asked with named values, wherever that may be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Insert, Select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.http.parts import Parts

COUNTS = "counts"
"""An execution option: this only counts, and who made it happen is not on record."""
Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A statement of columns whose values are `bindparam`s with names of their own."""

    statement: Select[*tuple[Any, ...]] | Insert
    counts: bool = False
    """Nobody relies on what it writes: it may be lost with the last half second before a crash."""


class Asks(Protocol):
    """Whoever answers questions: a session, or the pool of the quick ways."""

    @property
    def parts(self) -> Parts: ...

    async def rows(self, question: Question, given: Given) -> Sequence[Any]:
        """Rows whose columns are attributes; none of what only writes."""


class InSession:
    """Asks in the transaction of a session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    @property
    def parts(self) -> Parts:
        parts: Parts = self._session.info["parts"]
        return parts

    async def rows(self, question: Question, given: Given) -> Sequence[Any]:
        options = {COUNTS: True} if question.counts else {}
        found = await self._session.execute(
            question.statement, dict(given), execution_options=options
        )
        return () if isinstance(question.statement, Insert) else found.all()
