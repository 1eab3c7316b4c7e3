"""What other features may ask of tasks for whole grids: how large they are, and to make them."""

from contextlib import nullcontext
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.following import behind_walls
from shequ_api.base.places.models import GridKind, Place
from shequ_api.features.grid_tasks import queries
from shequ_api.features.grid_tasks.rules import VISITED_TITLES, VisitedKind
from shequ_api.features.grid_tasks.service.making import GridWork, located_in, make_for_grids

__all__ = [
    "VISITED_TITLES",
    "GridWork",
    "VisitedKind",
    "located_in",
    "make_for_grids",
    "sizes_in",
]


async def sizes_in(
    session: AsyncSession, place: Place, grid_kind: GridKind, kind: str, asset_kind: str | None
) -> dict[UUID, int]:
    """Grid → how much is to be visited in it, of the grids of a place that have anything. (Of shops
    the number alone is told.)"""
    rows = queries.sizes(place, grid_kind, queries.visited(kind, asset_kind))
    shops = kind == VisitedKind.SHOP
    walls: Any = behind_walls(session, place.district_id) if shops else nullcontext()
    async with walls:
        return {row.grid_id: row.size for row in await session.execute(rows)}
