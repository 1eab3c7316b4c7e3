"""What other features may ask of alarms."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.points_alarms.models import PointsAlarm as PointsAlarm
from shequ_api.features.points_alarms.rules import AlarmState as AlarmState


async def still_open(session: AsyncSession, alarm_id: UUID) -> bool:
    """Whether nobody decided yet; it stays so until the transaction ends."""
    waiting = select(PointsAlarm.id).where(
        PointsAlarm.id == alarm_id, PointsAlarm.state == AlarmState.OPEN
    )
    return await session.scalar(waiting.with_for_update(read=True)) is not None
