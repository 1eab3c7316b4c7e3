"""What becomes of points that are to be taken back: policies of a district."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.points_clawback.models import ClawbackPolicy
from shequ_api.features.points_clawback.rules import ClawbackMode
from shequ_api.kit.errors import Malformed
from shequ_api.kit.ids import new_id

FORESEEABLE = timedelta(days=3653)


class PeriodUnfit(Malformed):
    code, title = "clawback_period_unfit", "扣回办法应在现在至十年内开始"


class ShareUnfit(Malformed):
    code, title = "clawback_share_unfit", "从以后的积分抵扣须写明每次最多抵扣的比例，免除则不写"


async def set_clawback_policy(
    session: AsyncSession,
    actor: Actor,
    district_id: UUID,
    *,
    mode: ClawbackMode,
    share_percent: int | None,
    valid_from: datetime | None,
    now: datetime,
) -> ClawbackPolicy:
    """A policy that holds from an instant on, until another does. Raises `ShareUnfit`,
    `PeriodUnfit`. What became a debt before stays one, with the share of then."""
    if (mode == ClawbackMode.OFFSET) != (share_percent is not None):
        raise ShareUnfit
    if not now <= (valid_from or now) <= now + FORESEEABLE:
        raise PeriodUnfit
    policy = ClawbackPolicy(
        id=new_id(),
        district_id=district_id,
        mode=mode,
        share_percent=share_percent,
        valid_from=valid_from or now,
        set_by_id=actor.person_id,
        set_at=now,
    )
    session.add(policy)
    await session.flush()
    return policy
