"""Scans for lists: each code was scanned in this hour, far from its place."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.codes.counting import count_scans
from shequ_api.features.codes.models import PlaceCode, Scan


async def scanned_far(session: AsyncSession, now: datetime) -> None:
    for code in (await session.scalars(select(PlaceCode))).all():
        scan = Scan(
            scanned_at=now,
            code_id=code.id,
            place_id=code.place_id,
            district_id=code.district_id,
            community_id=code.community_id,
            distance_metres=900,
        )
        session.add(scan)
    await session.flush()
    await count_scans(session, now)
