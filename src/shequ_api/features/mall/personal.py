"""What this feature keeps about persons: what they took, and who wrote, counted and reviewed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import PartnerKind
from shequ_api.base.registry import PersonalData
from shequ_api.features.mall.models import Goods, GoodsEdition, StockMove, Taking
from shequ_api.features.mall.rules import Period
from shequ_api.features.partners.public import Partner
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.own_words import FORGOTTEN
from shequ_api.kit.repointing import QUIET


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """How much I took of what, and what I wrote, counted and reviewed."""
    newest = (GoodsEdition.goods_id == Goods.id) & (GoodsEdition.number == Goods.editions)
    took = (
        select(GoodsEdition.title, Taking.quantity)
        .join(Goods, Goods.id == Taking.goods_id)
        .join(GoodsEdition, newest)
        .where(Taking.person_id == person_id, Taking.period == Period.TOTAL)
        .order_by(Taking.goods_id)
    )
    wrote = select(GoodsEdition).where(GoodsEdition.written_by_id == person_id)
    said = select(GoodsEdition).where(GoodsEdition.reviewed_by_id == person_id)
    counted = select(StockMove).where(StockMove.moved_by_id == person_id)
    off = select(Goods.taken_down_reason, Goods.taken_down_at).where(
        Goods.taken_down_by_id == person_id
    )
    return {
        "兑换数量": [
            {"商品": row.title, "数量": row.quantity} for row in await session.execute(took)
        ],
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
    """How much they took goes, and what they wrote in a review or took down for; of goods of an
    individual all words go. (What a group or business promises is its own.)"""
    await session.execute(
        delete(Taking).where(Taking.person_id == person_id), execution_options=QUIET
    )
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


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """What both took is counted together: one human being has one limit. Who wrote, counted and
    reviewed stays as it was signed."""
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
    columns=(
        "mall_takings.person_id",
        "mall_editions.written_by_id",
        "mall_editions.reviewed_by_id",
        "mall_stock_moves.moved_by_id",
        "mall_goods.taken_down_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
