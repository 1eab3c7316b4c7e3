"""Telling people of points that expire soon."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.features.points.events import PointsExpiring
from shequ_api.features.points.models import PointsCard
from shequ_api.features.points_lots.public import Notice, due_notices


async def tell_expiring(session: AsyncSession, now: datetime) -> None:
    """On a clock: announce to the next people what expires on a day, once for each day ahead that
    their district says."""
    notices: dict[UUID, list[Notice]] = defaultdict(list)
    for each in await due_notices(session, now):
        notices[each.account_id].append(each)
    for card in await session.scalars(
        select(PointsCard).where(PointsCard.account_id.in_(notices)).order_by(PointsCard.id)
    ):
        for notice in notices[card.account_id]:
            fact = PointsExpiring(
                subject_id=card.id,
                district_id=card.district_id,
                person_id=card.person_id,
                expires_on=notice.expires_on,
                days_before=notice.days_before,
                points=notice.points,
            )
            record(session, fact, now=now)
