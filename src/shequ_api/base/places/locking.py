"""One lock for all that changes the trees of a community: the community's own row.

Whoever changes a tree takes it first, in the order of the ids where two communities are concerned,
and looks again at what it wants to change. FOR UPDATE also waits for rows that are being written in
the community (their foreign keys share the row's key), so that they move with the rest.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Grid, Place
from shequ_api.kit.errors import NotNow


class PlaceOver(NotNow):
    code, title = "place_ended", "这个地点已经撤销"


class GridOver(NotNow):
    code, title = "grid_ended", "这个网格已经撤销或已被拆分、合并"


class TreesChanged(NotNow):
    """Somebody moved it while this request waited for its turn."""

    code, title = "trees_changed", "地点或网格刚被他人调整，请刷新后再试"


async def lock_communities(session: AsyncSession, ids: Iterable[UUID | None]) -> set[UUID]:
    """Take the locks of communities, in the order of their ids."""
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return set()
    rows = select(Place.id).where(Place.id.in_(wanted)).order_by(Place.id).with_for_update()
    return set(await session.scalars(rows))


async def keep_still(session: AsyncSession, community_id: UUID) -> UUID:
    """Keep changes of a community's trees away, but not those who write rows in the community."""
    row = select(Place.id).where(Place.id == community_id).with_for_update(key_share=True)
    held: UUID = (await session.scalars(row)).one()
    return held


async def hold(session: AsyncSession, nodes: Sequence[Place | Grid]) -> set[UUID]:
    """Lock the communities of places and grids, and read these again as they stand under the lock.

    Returns the communities. Refuses what has ended, and what has left them meanwhile.
    """
    held = await lock_communities(session, (node.community_id for node in nodes))
    for model in (Place, Grid):
        await _read_again(session, model, [node.id for node in nodes if isinstance(node, model)])
    for node in nodes:
        if node.ended_at is not None:
            raise PlaceOver if isinstance(node, Place) else GridOver
        if node.community_id is not None and node.community_id not in held:
            raise TreesChanged
    return held


async def _read_again(session: AsyncSession, model: Any, ids: list[UUID]) -> None:
    if ids:
        rows = select(model).where(model.id.in_(ids)).execution_options(populate_existing=True)
        await session.scalars(rows)
