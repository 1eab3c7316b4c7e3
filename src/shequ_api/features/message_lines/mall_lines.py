"""What is told to whoever ordered in the mall, and about one's own card."""

from shequ_api.features.card_care.events import CardCareNews
from shequ_api.features.card_gifts.events import CardGiftNews
from shequ_api.features.card_level_news.events import CardLevelRisen
from shequ_api.features.inbox.public import MessageKind
from shequ_api.features.message_lines.lines import Line
from shequ_api.features.redemptions.events import (
    RedemptionCancelled,
    RedemptionExpired,
    RedemptionExpiring,
    RedemptionFulfilled,
    RedemptionRefunded,
)
from shequ_api.features.stall_sales.events import StallSaleMade, StallSaleRefunded

K = MessageKind
MALL_LINES: tuple[Line, ...] = (
    Line(K.REDEMPTION_FULFILLED, RedemptionFulfilled, ("person_id",)),
    Line(K.REDEMPTION_CANCELLED, RedemptionCancelled, ("person_id",), but=("cancelled_by_id",)),
    Line(K.REDEMPTION_EXPIRING, RedemptionExpiring, ("person_id",)),
    Line(K.REDEMPTION_EXPIRED, RedemptionExpired, ("person_id",)),
    Line(K.REDEMPTION_REFUNDED, RedemptionRefunded, ("person_id",)),
    Line(K.STALL_SALE_MADE, StallSaleMade, ("person_id",)),
    Line(K.STALL_SALE_REFUNDED, StallSaleRefunded, ("person_id",)),
    Line(K.CARD_LEVEL_RISEN, CardLevelRisen, ("person_id",)),
    Line(K.CARD_GIFT, CardGiftNews, ("person_id",)),
    Line(K.CARD_CARE, CardCareNews, ("person_id",)),
)
