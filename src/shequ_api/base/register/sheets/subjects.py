"""What a sheet may be about: its columns, and what is done with its lines."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shequ_api.base.register.rules import Identity
from shequ_api.base.register.sheets.columns import Column
from shequ_api.base.register.sheets.outcomes import Planned


@dataclass(frozen=True, slots=True)
class Subject:
    """People, or premises. All of it rests on what the session's walls let see."""

    title: str
    """As files about it are called."""
    columns: Sequence[Column]
    notes: Callable[[], list[str]]
    """How to fill in what is not free."""
    decide: Callable[..., Awaitable[Sequence[Planned[Any]]]]
    """`(session, seal, data, community_id, *, today, lock)` → what becomes of each line."""
    write: Callable[..., Awaitable[set[UUID | None]]]
    """`(session, seal, planned, *, origin, actor_id, now)` → the micro-grids that changed."""
    named_in: Callable[..., Awaitable[list[Identity]]]
    """`(session, data, *, today)` → whom a file names."""

    @property
    def titles(self) -> frozenset[str]:
        """All names of all columns, by which a header is found."""
        return frozenset(title for column in self.columns for title in column.titles)
