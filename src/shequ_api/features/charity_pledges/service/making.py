"""Making a pledge or a share, and ending it."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.charity.public import Pool, PoolOver, takes_gifts
from shequ_api.features.charity_minors.public import refuse_excess, terms_for
from shequ_api.features.charity_pledges import queries
from shequ_api.features.charity_pledges.models import IncomeShare, UnitPledge
from shequ_api.features.charity_pledges.rules import PledgeUnit
from shequ_api.features.partners.public import Partner
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.ids import new_id


class PledgeStands(NotNow):
    code, title = "pledge_stands", "已有一项在生效，请先停止它"


class PledgeEnded(NotNow):
    code, title = "pledge_ended", "这项约定已经停止"


class PledgeEndsTooSoon(Malformed):
    code, title = "pledge_ends_too_soon", "截止时间须在现在之后"


class NotAPartner(NotNow):
    code, title = "not_a_partner", "按兑换件数认捐须以合伙人身份办理"


class PoolOfAnotherDistrict(Malformed):
    code, title = "pool_of_another_district", "合伙人只能捐给本区的公益池"


async def pledge(
    session: AsyncSession,
    actor: Actor,
    pool: Pool,
    *,
    per: PledgeUnit,
    every_units: int,
    give_points: int,
    month_cap_points: int,
    ends_at: datetime | None,
    now: datetime,
) -> UnitPledge:
    """A resident's, of what they earn; or a partner's, of what it sells. One stands at a time. A
    minor's takes no more in a month than they may donate."""
    partner = None
    if per == PledgeUnit.GOODS_REDEEMED:
        partner = await session.scalar(queries.partner_represented(actor))
        if partner is None:
            raise NotAPartner
    _refuse_unfit(pool, partner, ends_at, now=now)
    if partner is None:
        terms = await terms_for(session, actor.person_id, pool.district_id, now)
        if terms is not None:
            given = await session.scalar(queries.pledged_in_month(actor.person_id, now))
            refuse_excess(terms, given or 0, month_cap_points)
    whose = UnitPledge.giver_id == actor.person_id
    if partner is not None:
        whose = UnitPledge.partner_id == partner.id
    await _end_lapsed(session, UnitPledge, whose, now=now)
    made = UnitPledge(
        id=new_id(),
        community_id=pool.community_id,
        district_id=pool.district_id,
        pool_id=pool.id,
        giver_id=None if partner else actor.person_id,
        partner_id=partner.id if partner else None,
        per=per,
        every_units=every_units,
        give_points=give_points,
        month_cap_points=month_cap_points,
        ends_at=ends_at,
        made_by_id=actor.person_id,
        made_at=now,
    )
    session.add(made)
    await session.flush()
    return made


async def agree_share(
    session: AsyncSession,
    actor: Actor,
    partner: Partner,
    pool: Pool,
    *,
    basis_points: int,
    ends_at: datetime | None,
    now: datetime,
) -> IncomeShare:
    """The partner's own word that a part of its income goes to a pool. One stands at a time."""
    _refuse_unfit(pool, partner, ends_at, now=now)
    await _end_lapsed(session, IncomeShare, IncomeShare.partner_id == partner.id, now=now)
    made = IncomeShare(
        id=new_id(),
        community_id=pool.community_id,
        district_id=pool.district_id,
        pool_id=pool.id,
        partner_id=partner.id,
        basis_points=basis_points,
        ends_at=ends_at,
        agreed_by_id=actor.person_id,
        agreed_at=now,
    )
    session.add(made)
    await session.flush()
    return made


def _refuse_unfit(
    pool: Pool, partner: Partner | None, ends_at: datetime | None, *, now: datetime
) -> None:
    if not takes_gifts(pool.closes_at, pool.closed_at, now):
        raise PoolOver
    if partner is not None and partner.district_id != pool.district_id:
        raise PoolOfAnotherDistrict
    if ends_at is not None and ends_at <= now:
        raise PledgeEndsTooSoon


async def _end_lapsed(session: AsyncSession, model: Any, whose: Any, *, now: datetime) -> None:
    """What was over by its own date stands in nobody's way."""
    for rule in await session.scalars(queries.lapsed(model, whose, now)):
        rule.ended_at = rule.ends_at
    await session.flush()


async def end(
    session: AsyncSession, actor: Actor, rule: UnitPledge | IncomeShare, *, now: datetime
) -> None:
    """It counts nothing from now on; what it gave stays given."""
    await session.refresh(rule, with_for_update=True)
    if rule.ended_at is not None or (rule.ends_at is not None and rule.ends_at <= now):
        raise PledgeEnded
    rule.ended_at, rule.ended_by_id = now, actor.person_id
