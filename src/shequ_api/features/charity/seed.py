"""The pools that a new installation starts with."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Grid, GridKind, Place
from shequ_api.features.charity.service import general_pool


async def seed_pools(session: AsyncSession, now: datetime) -> None:
    """Open the general pool of each community that has been laid out in grids."""
    laid_out = select(Grid.community_id).where(Grid.kind == GridKind.TOTAL, Grid.ended_at.is_(None))
    communities = await session.scalars(
        select(Place).where(Place.id.in_(laid_out)).order_by(Place.id)
    )
    for community in list(communities):
        await general_pool(session, community, now=now)
