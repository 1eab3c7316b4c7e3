"""How long points are good, set for what comes afterwards."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.points_lots.models import ExpiryPolicy
from shequ_api.features.points_lots.queries import policy_at
from shequ_api.features.points_lots.rules import NEVER, Span, fits, last_day
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Malformed
from shequ_api.kit.ids import new_id

FORESEEABLE = timedelta(days=3653)


class ExpiryUnfit(Malformed):
    code, title = "points_expiry_unfit", "有效期或提前提醒的天数不符合要求"


class ExpiryPeriodUnfit(Malformed):
    """A policy does not reach into the past, nor further ahead than ten years."""

    code, title = "points_expiry_period_unfit", "有效期规则应从现在至十年内的时间开始"


async def last_day_of(session: AsyncSession, district_id: UUID, now: datetime) -> date:
    """Until when points are good that come to cards of a district now."""
    policy = await session.scalar(
        select(ExpiryPolicy).where(ExpiryPolicy.id == policy_at(district_id, now).scalar_subquery())
    )
    if policy is None:
        return NEVER
    return last_day(Span(policy.span), policy.length, china_date(now))


async def set_policy(
    session: AsyncSession,
    actor: Actor,
    district_id: UUID,
    *,
    span: Span,
    length: int | None,
    notice_days: Sequence[int],
    valid_from: datetime | None,
    now: datetime,
) -> ExpiryPolicy:
    """From an instant on, what comes to cards of a district is good so long; what came before keeps
    its day."""
    starts = valid_from or now
    if not fits(span, length, notice_days):
        raise ExpiryUnfit
    if not now <= starts <= now + FORESEEABLE:
        raise ExpiryPeriodUnfit
    policy = ExpiryPolicy(
        id=new_id(),
        district_id=district_id,
        span=span,
        length=length,
        notice_days=sorted(notice_days, reverse=True),
        valid_from=starts,
        set_by_id=actor.person_id,
        set_at=now,
    )
    session.add(policy)
    await session.flush()
    return policy
