"""Telling people of points that expire soon."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.features.points.events import PointsExpiring
from shequ_api.features.points.models import PointsCard
from shequ_api.features.points_lots.public import due_notices


async def tell_expiring(session: AsyncSession, now: datetime) -> None:
    """On a clock: announce to the next people what expires on a day, once for each day ahead that
    their district says."""
    notices = {each.account_id: each for each in await due_notices(session, now)}
    for card in await session.scalars(
        select(PointsCard).where(PointsCard.account_id.in_(notices)).order_by(PointsCard.id)
    ):
        notice = notices[card.account_id]
        fact = PointsExpiring(
            subject_id=card.id,
            district_id=card.district_id,
            person_id=card.person_id,
            expires_on=notice.expires_on,
            days_before=notice.days_before,
            points=notice.points,
        )
        record(session, fact, now=now)
