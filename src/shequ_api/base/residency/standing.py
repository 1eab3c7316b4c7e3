"""Dwellings that stand: nobody moves into what is being demolished at this moment."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.locking import PlaceOver, TreesChanged
from shequ_api.base.places.models import Place


async def hold_standing(session: AsyncSession, place: Place) -> None:
    """Read a place again under its community's lock, shared; refuse one that ended meanwhile.

    Whoever changes the trees takes the community's row FOR UPDATE (`places.locking`): they wait for
    this transaction, or this one for them. The place's own row would not do: ending it leaves its
    key alone, and to hold it against that would make rings, since new rows share the community.
    """
    community_id = place.community_id
    row = select(Place.id).where(Place.id == community_id)
    await session.execute(row.with_for_update(read=True, key_share=True))
    await session.refresh(place)
    if place.ended_at is not None:
        raise PlaceOver
    if place.community_id != community_id:
        raise TreesChanged


async def check_standing(session: AsyncSession, place_id: UUID) -> None:
    """Refuse a place that has ended by now."""
    ended = select(Place.ended_at).where(Place.id == place_id)
    if await session.scalar(ended) is not None:
        raise PlaceOver
