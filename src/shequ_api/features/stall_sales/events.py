from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class StallSaleFact(Fact):
    """Base: `subject_id` is the sale."""

    person_id: UUID
    partner_id: UUID
    community_id: UUID
    goods_id: UUID
    quantity: int
    amount_points: int
    amount_fen: int


class StallSaleMade(StallSaleFact):
    """Somebody paid at a stall by the code of their card."""

    name: ClassVar[str] = "stall_sale_made"


class StallSaleRefunded(StallSaleFact):
    """Points and cash went back."""

    name: ClassVar[str] = "stall_sale_refunded"
