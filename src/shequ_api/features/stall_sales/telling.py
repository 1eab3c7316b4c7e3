"""Facts of sales, and what all that happens to them has in common."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.features.mall_takings.public import Taken
from shequ_api.features.stall_sales.events import StallSaleFact
from shequ_api.features.stall_sales.models import StallSale
from shequ_api.kit.errors import NotNow

ABOUT = "stall_sale"


class AlreadyRefunded(NotNow):
    code, title = "stall_sale_refunded", "这笔销售已退款"


def taken_by(sale: StallSale, *, restocked: bool) -> Taken:
    """What a sale took of the mall."""
    return Taken(
        goods_id=sale.goods_id,
        person_id=sale.person_id,
        quantity=sale.quantity,
        taken_at=sale.sold_at,
        restocked=restocked,
    )


def tell(
    session: AsyncSession, fact: type[StallSaleFact], sale: StallSale, *, now: datetime
) -> None:
    """Record what happened to a sale."""
    named = ("person_id", "partner_id", "community_id", "goods_id", "quantity")
    said = {name: getattr(sale, name) for name in (*named, "amount_points", "amount_fen")}
    record(session, fact(subject_id=sale.id, district_id=sale.district_id, **said), now=now)
