"""What this feature keeps about persons: who wrote, counted and reviewed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import PartnerKind
from shequ_api.base.registry import PersonalData
from shequ_api.features.mall.models import Goods, GoodsEdition, StockMove
from shequ_api.features.partners.public import Partner
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.own_words import FORGOTTEN
from shequ_api.kit.repointing import QUIET


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I wrote, counted and reviewed."""
    wrote = select(GoodsEdition).where(GoodsEdition.written_by_id == person_id)
    said = select(GoodsEdition).where(GoodsEdition.reviewed_by_id == person_id)
    counted = select(StockMove).where(StockMove.moved_by_id == person_id)
    off = select(Goods.taken_down_reason, Goods.taken_down_at).where(
        Goods.taken_down_by_id == person_id
    )
    return {
        "填写的商品": [
            {"商品": row.title, "说明": row.description, "时间": row.written_at}
            for row in await session.scalars(wrote.order_by(GoodsEdition.written_at))
        ],
        "审核的商品": [
            {"商品": row.title, "意见": row.review_reason, "时间": row.reviewed_at}
            for row in await session.scalars(said.order_by(GoodsEdition.reviewed_at))
        ],
        "下架的商品": [
            {"原因": row.taken_down_reason, "时间": row.taken_down_at}
            for row in await session.execute(off.order_by(Goods.taken_down_at))
        ],
        "调整的库存": [
            {"数量": row.change, "原因": row.reason, "时间": row.moved_at}
            for row in await session.scalars(counted.order_by(StockMove.moved_at))
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What they wrote in a review or took down for goes; of goods of an individual all words go.
    (What a group or business promises is its own.)"""
    said = update(GoodsEdition).where(
        GoodsEdition.reviewed_by_id == person_id, GoodsEdition.review_reason.is_not(None)
    )
    await session.execute(said.values(review_reason=FORGOTTEN), execution_options=QUIET)
    off = update(Goods).where(Goods.taken_down_by_id == person_id)
    await session.execute(off.values(taken_down_reason=FORGOTTEN), execution_options=QUIET)
    alone = (Partner.id == Goods.partner_id, Partner.partner_kind == PartnerKind.INDIVIDUAL)
    own = exists().where(Goods.id == GoodsEdition.goods_id, *alone)
    wrote = update(GoodsEdition).where(GoodsEdition.written_by_id == person_id, own)
    words = dict.fromkeys(("title", "description", "pick_up_place", "pick_up_hours"), FORGOTTEN)
    await session.execute(wrote.values(words), execution_options=QUIET)


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: who wrote, counted and reviewed stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=(
        "mall_editions.written_by_id",
        "mall_editions.reviewed_by_id",
        "mall_stock_moves.moved_by_id",
        "mall_goods.taken_down_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
