"""What pledges hear: points that residents earned. What partners promised is given with their
statements."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.features.charity_pledges import queries
from shequ_api.features.charity_pledges.models import UnitPledge
from shequ_api.features.charity_pledges.rules import PledgeUnit
from shequ_api.features.charity_pledges.service.posting import count_units
from shequ_api.features.earnings.events import PointsEarned


async def count_earning(session: AsyncSession, fact: PointsEarned, now: datetime) -> None:
    """What a resident earned, by their pledge in that district."""
    theirs = queries.counting(
        fact.person_id,
        UnitPledge.district_id == fact.district_id,
        UnitPledge.per == PledgeUnit.POINTS_EARNED,
        queries.in_force(UnitPledge, now),
    )
    for pledge in (await session.scalars(theirs)).all():
        await count_units(session, pledge, fact.subject_id, fact.amount_points, now=now)


REACTIONS = [Reaction("charity_pledges.count_earning", PointsEarned, count_earning)]
