"""The history of the trees: one line for each change, with what was before and after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.history_models import ChangeKind, TreeChange
from shequ_api.base.places.models import Grid, Place
from shequ_api.kit.ids import new_id

Facts = Mapping[str, Any]
Told = tuple[Place | Grid, Facts, Facts]
"""What changed, and its facts before and after."""

PLACE_FACTS = ("name", "full_name", "parent_id", "community_id", "general_grid_id", "micro_grid_id")
GRID_FACTS = ("name", "parent_id", "community_id")


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes the trees, when and why."""

    person_id: UUID | None
    now: datetime
    reason: str | None = None


def facts_of(node: Place | Grid) -> dict[str, Any]:
    """What history tells of a place or a grid as it stands."""
    names = PLACE_FACTS if isinstance(node, Place) else GRID_FACTS
    return {name: _plain(getattr(node, name)) for name in names}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value


async def tell(
    session: AsyncSession, author: Author | None, change: ChangeKind, told: Iterable[Told]
) -> None:
    """Write one line for each thing that changed, in one statement.

    Without an author nothing is told: a new district is laid out before its history begins.
    """
    if author is None:
        return
    rows = [_row(author, change, *one) for one in told]
    if rows:
        await session.execute(insert(TreeChange), rows)


def _row(
    author: Author, change: ChangeKind, node: Place | Grid, before: Facts, after: Facts
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "place_id": node.id if isinstance(node, Place) else None,
        "grid_id": node.id if isinstance(node, Grid) else None,
        "community_id": node.community_id,
        "change": change,
        "before": {key: _plain(value) for key, value in before.items()},
        "after": {key: _plain(value) for key, value in after.items()},
        "reason": author.reason,
        "changed_by_id": author.person_id,
        "changed_at": author.now,
    }
