"""What other features may ask of appointments."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.appointments.models import Counter


async def open_counters_in(
    session: AsyncSession, counter_ids: Collection[UUID], place_id: UUID
) -> set[UUID]:
    """Those of these counters that are open and lie in a community, subdistrict, district or
    city."""
    above = (Counter.community_id, Counter.subdistrict_id, Counter.district_id, Counter.city_id)
    inside = or_(*(column == place_id for column in above))
    found = select(Counter.id).where(Counter.id.in_(counter_ids), Counter.closed_at.is_(None))
    return set(await session.scalars(found.where(inside)))
