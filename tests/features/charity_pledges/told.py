"""Facts that pledges hear, as others announce them."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.features.earnings.events import PointsEarned
from shequ_api.features.partners.models import Partner
from shequ_api.features.partners.public import partner_account
from shequ_api.features.redemptions.events import RedemptionFulfilled, RedemptionRefunded
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.features.charity_grants.aid import DISTRICT, fill


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


async def sold(
    session: AsyncSession,
    cast: Cast,
    partner: Partner,
    points: int,
    *,
    quantity: int = 1,
    paid: bool = True,
) -> RedemptionFulfilled:
    """That goods of a partner were handed over, which it was paid for."""
    fact = RedemptionFulfilled(
        subject_id=new_id(),
        district_id=partner.district_id,
        person_id=cast.people["resident"],
        partner_id=partner.id,
        community_id=partner.community_id,
        goods_id=new_id(),
        quantity=quantity,
        amount_points=points,
        amount_fen=0,
    )
    if paid:
        account = await partner_account(session, partner, utc_now())
        await fill(session, cast, account.id, points)
    record(session, fact, now=utc_now())
    await session.commit()
    return fact


async def refunded(session: AsyncSession, fact: RedemptionFulfilled) -> None:
    record(session, RedemptionRefunded(**fact.model_dump()), now=utc_now())
    await session.commit()
