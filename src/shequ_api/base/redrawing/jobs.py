"""What was written while the trees changed, with the scopes from before, is brought after them."""

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.following import follow, hand_over
from shequ_api.base.places.history_models import TreeChange
from shequ_api.base.places.locking import lock_communities
from shequ_api.base.places.models import Grid, Place, PlaceKind

LOOKS_BACK = timedelta(minutes=10)
"""Longer than any request that read a place before the change may take to write there."""
EVERY = timedelta(minutes=1)


async def bring_after(session: AsyncSession, now: datetime) -> None:
    """Follow once more in communities whose trees changed lately.

    A request that read a place before the change and wrote after it waited for nobody: what it
    wrote lies, until this runs, where the place lay before.
    """
    since = now - LOOKS_BACK
    changed = await lock_communities(session, await _changed(session, since))
    where = select(Place.district_id, Place.id).where(Place.id.in_(changed))
    rows = (await session.execute(where.order_by(Place.district_id))).all()
    for district_id, found in groupby(rows, _of):
        communities = {row.id for row in found}
        inside = select(Place.id).where(Place.parent_id.in_(communities))
        compounds = set(await session.scalars(inside.where(Place.kind == PlaceKind.COMPOUND)))
        await follow(session, communities, compounds, district_id=district_id)
        ended = select(Grid.id).where(Grid.community_id.in_(communities), Grid.ended_at > since)
        grids = set(await session.scalars(ended))
        await hand_over(session, grids, {"micro_grid_id": None}, district_id=district_id)


def _of(row: Any) -> UUID:
    district_id: UUID = row.district_id
    return district_id


async def _changed(session: AsyncSession, since: datetime) -> set[UUID]:
    """The communities in which something changed, or which something left."""
    left = TreeChange.before["community_id"].astext
    lately = select(TreeChange.community_id, left).where(TreeChange.changed_at > since).distinct()
    rows = (await session.execute(lately)).all()
    return {UUID(str(one)) for row in rows for one in row if one is not None}
