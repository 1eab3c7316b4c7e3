from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class RedemptionFact(Fact):
    """Base: `subject_id` is the redemption."""

    person_id: UUID
    partner_id: UUID
    community_id: UUID
    goods_id: UUID
    quantity: int
    amount_points: int
    amount_fen: int


class RedemptionFulfilled(RedemptionFact):
    """It was handed over, and its points are the partner's."""

    name: ClassVar[str] = "redemption_fulfilled"


class RedemptionCancelled(RedemptionFact):
    """Its stock and points are free again."""

    name: ClassVar[str] = "redemption_cancelled"

    cancelled_by_id: UUID


class RedemptionExpiring(RedemptionFact):
    """Its pick-up is over soon. Told once."""

    name: ClassVar[str] = "redemption_expiring"


class RedemptionExpired(RedemptionFact):
    """Nobody fetched it: stock and points are free again."""

    name: ClassVar[str] = "redemption_expired"


class RedemptionRefunded(RedemptionFact):
    """What was handed over was taken back, or was no good: the points are on the card again."""

    name: ClassVar[str] = "redemption_refunded"
