"""What is told to whoever ordered in the mall."""

from shequ_api.features.inbox.kinds import MessageKind
from shequ_api.features.inbox.lines import Line
from shequ_api.features.redemptions.events import (
    RedemptionCancelled,
    RedemptionExpired,
    RedemptionExpiring,
    RedemptionFulfilled,
    RedemptionRefunded,
)

K = MessageKind
MALL_LINES: tuple[Line, ...] = (
    Line(K.REDEMPTION_FULFILLED, RedemptionFulfilled, ("person_id",)),
    Line(K.REDEMPTION_CANCELLED, RedemptionCancelled, ("person_id",), but=("cancelled_by_id",)),
    Line(K.REDEMPTION_EXPIRING, RedemptionExpiring, ("person_id",)),
    Line(K.REDEMPTION_EXPIRED, RedemptionExpired, ("person_id",)),
    Line(K.REDEMPTION_REFUNDED, RedemptionRefunded, ("person_id",)),
)
