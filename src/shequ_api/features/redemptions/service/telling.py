"""Facts of redemptions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.features.redemptions.events import (
    RedemptionCancelled,
    RedemptionExpired,
    RedemptionFact,
    RedemptionFulfilled,
)
from shequ_api.features.redemptions.flow import RedemptionState
from shequ_api.features.redemptions.models import Redemption

STATES: Mapping[type[RedemptionFact], RedemptionState] = {
    RedemptionFulfilled: RedemptionState.FULFILLED,
    RedemptionCancelled: RedemptionState.CANCELLED,
    RedemptionExpired: RedemptionState.EXPIRED,
}
"""What a redemption is once a fact was told: every step tells one. A refund writes its state later:
until the accounts are locked, its row stays free for whoever draws up a statement."""


def tell(
    session: AsyncSession,
    fact: type[RedemptionFact],
    redemption: Redemption,
    *,
    now: datetime,
    **more: Any,
) -> None:
    """Record what happened to a redemption; its row says its state, as its case does."""
    redemption.state = STATES.get(fact, RedemptionState(redemption.state))
    named = ("person_id", "partner_id", "community_id", "goods_id", "quantity")
    said = {name: getattr(redemption, name) for name in (*named, "amount_points", "amount_fen")}
    told = fact(subject_id=redemption.id, district_id=redemption.district_id, **said, **more)
    record(session, told, now=now)
