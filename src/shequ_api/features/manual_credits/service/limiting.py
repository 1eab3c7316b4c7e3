"""How much may be credited by hand in a district."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.manual_credits.models import ManualCreditLimit
from shequ_api.features.manual_credits.rules import CreditLimits


async def set_limits(
    session: AsyncSession, actor: Actor, district_id: UUID, limits: CreditLimits, *, now: datetime
) -> None:
    """What holds from now on; what was asked for before stands."""
    values = {
        "per_receiver_month": limits.per_receiver_month,
        "per_asker_day": limits.per_asker_day,
        "set_by_id": actor.person_id,
        "set_at": now,
    }
    row = insert(ManualCreditLimit).values(district_id=district_id, **values)
    again = row.on_conflict_do_update(index_elements=[ManualCreditLimit.district_id], set_=values)
    await session.execute(again)
