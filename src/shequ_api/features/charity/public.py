"""What other features may ask of charity."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.charity.models import Pool as Pool
from shequ_api.features.charity.rules import households_told as households_told
from shequ_api.features.charity.rules import takes_gifts as takes_gifts
from shequ_api.features.charity.service import PoolOver as PoolOver
from shequ_api.features.charity.service import general_pool as general_pool
from shequ_api.features.charity.supporting import note_gift_of as note_gift_of
from shequ_api.features.charity.supporting import note_gift_of_partner as note_gift_of_partner


async def locked_pool(session: AsyncSession, pool_id: UUID) -> Pool:
    """A pool whose counts are about to change. Before its accounts, as whoever closes it does."""
    found = select(Pool).where(Pool.id == pool_id).execution_options(populate_existing=True)
    return (await session.scalars(found.with_for_update(key_share=True))).one()


def note_grant(pool: Pool, *, points: int, first_time: bool) -> None:
    """Count what reached a household out of a locked pool; `first_time` where that household had
    nothing of it before."""
    pool.granted_points += points
    pool.households_helped += int(first_time)
