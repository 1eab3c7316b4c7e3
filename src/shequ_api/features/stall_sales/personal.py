"""What this feature keeps about persons: what they bought at stalls, who sold and took back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.stall_sales.models import StallCode, StallSale
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET, repoint


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I bought at stalls, sold there, or took back."""
    bought = select(StallSale).where(StallSale.person_id == person_id)
    sold = select(StallSale).where(StallSale.sold_by_id == person_id)
    refunded = select(StallSale).where(StallSale.refunded_by_id == person_id)
    return {
        "当面兑换": [
            {
                "商品": each.title,
                "数量": each.quantity,
                "积分": each.amount_points,
                "现金（分）": each.amount_fen,
                "时间": each.sold_at,
                "退款时间": each.refunded_at,
            }
            for each in await session.scalars(bought.order_by(StallSale.sold_at))
        ],
        "经手的当面兑换": [
            {"商品": each.title, "时间": each.sold_at}
            for each in await session.scalars(sold.order_by(StallSale.sold_at))
        ],
        "办理的当面兑换退款": [
            {"商品": each.title, "原因": each.refund_reason, "时间": each.refunded_at}
            for each in await session.scalars(refunded.order_by(StallSale.sold_at))
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What they wrote goes; sales stay with the accounts, which name nobody once the name is
    gone."""
    await session.execute(delete(StallCode).where(StallCode.person_id == person_id))
    theirs = update(StallSale).where(StallSale.refunded_by_id == person_id)
    await session.execute(theirs.values(refund_reason=None), execution_options=QUIET)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """What was bought is the kept person's; who sold and took back stays as it was signed."""
    await session.execute(delete(StallCode).where(StallCode.person_id == merged_id))
    await repoint(session, [StallSale.person_id], old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=(
        "stall_codes.person_id",
        "stall_sales.person_id",
        "stall_sales.sold_by_id",
        "stall_sales.refunded_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
