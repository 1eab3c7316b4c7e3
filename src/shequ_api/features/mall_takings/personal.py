"""What this feature keeps about persons: what they took."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.mall.public import Goods, GoodsEdition
from shequ_api.features.mall_takings.models import Taking
from shequ_api.features.mall_takings.rules import Period
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """How much I took of what."""
    newest = (GoodsEdition.goods_id == Goods.id) & (GoodsEdition.number == Goods.editions)
    took = (
        select(GoodsEdition.title, Taking.quantity)
        .join(Goods, Goods.id == Taking.goods_id)
        .join(GoodsEdition, newest)
        .where(Taking.person_id == person_id, Taking.period == Period.TOTAL)
        .order_by(Taking.goods_id)
    )
    return {
        "兑换数量": [
            {"商品": row.title, "数量": row.quantity} for row in await session.execute(took)
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """How much they took goes."""
    await session.execute(
        delete(Taking).where(Taking.person_id == person_id), execution_options=QUIET
    )


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """What both took is counted together: one human being has one limit."""
    columns = ("goods_id", "period", "starts_on", "district_id", "quantity")
    theirs = (
        delete(Taking)
        .where(Taking.person_id == merged_id)
        .returning(*(getattr(Taking, name) for name in columns))
    )
    rows = [dict(row) for row in (await session.execute(theirs)).mappings()]
    if not rows:
        return
    added = insert(Taking).values([{**row, "person_id": kept_id} for row in rows])
    both = added.on_conflict_do_update(
        index_elements=["goods_id", "person_id", "period", "starts_on"],
        set_={"quantity": Taking.quantity + added.excluded.quantity},
    )
    await session.execute(both, execution_options=QUIET)


PERSONAL_DATA = PersonalData(
    columns=("mall_takings.person_id",), collect=collect, erase=erase, merge=merge
)
