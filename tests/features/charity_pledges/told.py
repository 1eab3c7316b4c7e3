"""Facts that pledges hear, as others announce them."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.features.earnings.events import PointsEarned
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.features.charity_grants.aid import DISTRICT


async def earned(
    session: AsyncSession, cast: Cast, points: int, who: str = "resident", **more: UUID
) -> PointsEarned:
    """That somebody earned points, which are on their card otherwise."""
    fact = PointsEarned(
        **{"subject_id": new_id(), "district_id": cast.places[DISTRICT], **more},
        person_id=cast.people[who],
        community_id=cast.places[HOME],
        amount_points=points,
        reason="测试",
    )
    record(session, fact, now=utc_now())
    await session.commit()
    return fact
