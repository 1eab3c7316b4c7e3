"""Facts of redemptions."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.features.redemptions.events import RedemptionFact
from shequ_api.features.redemptions.models import Redemption


def tell(
    session: AsyncSession,
    fact: type[RedemptionFact],
    redemption: Redemption,
    *,
    now: datetime,
    **more: Any,
) -> None:
    """Record what happened to a redemption."""
    named = ("person_id", "partner_id", "community_id", "goods_id", "quantity")
    said = {name: getattr(redemption, name) for name in (*named, "amount_points", "amount_fen")}
    told = fact(subject_id=redemption.id, district_id=redemption.district_id, **said, **more)
    record(session, told, now=now)
