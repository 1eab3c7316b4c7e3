"""Counts that no rule reaches back to are let go."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.points_alarms.models import PointsAlarmCount
from shequ_api.features.points_alarms.rules import LONGEST_WINDOW

KEPT_DAYS = LONGEST_WINDOW.days + 10


async def forget_counts(session: AsyncSession, now: datetime, kept: timedelta, most: int) -> int:
    """Drop what was counted longer ago than that."""
    columns = (
        *(PointsAlarmCount.kind, PointsAlarmCount.district_id, PointsAlarmCount.person_id),
        *(PointsAlarmCount.other_id, PointsAlarmCount.slice_at),
    )
    old = select(*columns).where(PointsAlarmCount.slice_at < now - kept).limit(most)
    gone = delete(PointsAlarmCount).where(tuple_(*columns).in_(old))
    return len((await session.execute(gone.returning(PointsAlarmCount.kind))).all())
