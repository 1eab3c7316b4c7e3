"""What pledges and shares hear: points that were earned, goods that were handed over, refunds."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.features.charity_pledges import queries
from shequ_api.features.charity_pledges.models import IncomeShare, SharePosting, UnitPledge
from shequ_api.features.charity_pledges.rules import PledgeUnit
from shequ_api.features.charity_pledges.service.posting import count_income, count_units
from shequ_api.features.earnings.events import PointsEarned
from shequ_api.features.redemptions.events import RedemptionFulfilled, RedemptionRefunded

SHARE_INCOME = "charity_pledges.share_income"


class IncomeStillWaiting(Exception):
    """What is refunded has not been counted yet: this is tried again later."""


async def count_earning(session: AsyncSession, fact: PointsEarned, now: datetime) -> None:
    """What a resident earned, by their pledge in that district."""
    theirs = queries.counting(
        UnitPledge,
        UnitPledge.giver_id == fact.person_id,
        UnitPledge.district_id == fact.district_id,
        UnitPledge.per == PledgeUnit.POINTS_EARNED,
        queries.in_force(UnitPledge, now),
    )
    for pledge in (await session.scalars(theirs)).all():
        await count_units(session, pledge, fact.subject_id, fact.amount_points, now=now)


async def count_sale(session: AsyncSession, fact: RedemptionFulfilled, now: datetime) -> None:
    """What a partner handed over, by its pledge."""
    theirs = queries.counting(
        UnitPledge,
        UnitPledge.partner_id == fact.partner_id,
        UnitPledge.per == PledgeUnit.GOODS_REDEEMED,
        queries.in_force(UnitPledge, now),
    )
    for pledge in (await session.scalars(theirs)).all():
        await count_units(session, pledge, fact.subject_id, fact.quantity, now=now)


async def share_income(session: AsyncSession, fact: RedemptionFulfilled, now: datetime) -> None:
    """What a partner was paid in points, by its income share."""
    if fact.amount_points == 0:
        return
    theirs = queries.counting(
        IncomeShare, IncomeShare.partner_id == fact.partner_id, queries.in_force(IncomeShare, now)
    )
    for share in (await session.scalars(theirs)).all():
        await count_income(session, share, fact.subject_id, fact.amount_points, now=now)


async def give_back_share(session: AsyncSession, fact: RedemptionRefunded, now: datetime) -> None:
    """What was refunded is no income: by each share that had counted it, ended or not."""
    if await session.scalar(queries.still_waiting(SHARE_INCOME, fact.subject_id)):
        raise IncomeStillWaiting
    counted = queries.posted(SharePosting, SharePosting.refund.is_(False), fact.subject_id)
    for posting in (await session.scalars(counted)).all():
        share = await session.get_one(IncomeShare, posting.share_id, with_for_update=True)
        await count_income(session, share, fact.subject_id, -posting.income_points, now=now)


REACTIONS = [
    Reaction("charity_pledges.count_earning", PointsEarned, count_earning),
    Reaction("charity_pledges.count_sale", RedemptionFulfilled, count_sale),
    Reaction(SHARE_INCOME, RedemptionFulfilled, share_income),
    Reaction("charity_pledges.give_back_share", RedemptionRefunded, give_back_share),
]
