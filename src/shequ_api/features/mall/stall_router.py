"""Goods over HTTP, for partners and the community's office."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.files.showing import Showcase
from shequ_api.features.mall import queries
from shequ_api.features.mall.models import Goods, GoodsEdition, StockMove
from shequ_api.features.mall.permissions import MallPermission
from shequ_api.features.mall.rules import GoodsState, ShelfSide
from shequ_api.features.mall.schemas import (
    GoodsDraft,
    GoodsEditionView,
    GoodsLine,
    GoodsPromise,
    GoodsReason,
    GoodsReview,
    StockChange,
    StockMoveView,
)
from shequ_api.features.mall.service import offering, shelving
from shequ_api.features.mall.showing import edition_views, goods_line, line_of
from shequ_api.features.partners.public import Partner, partner_of
from shequ_api.kit.errors import Absent, NotNow
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router, moves
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["mall"])
Offerer = Annotated[Actor, Depends(may(MallPermission.OFFER))]
Reviewer = Annotated[Actor, Depends(may(MallPermission.REVIEW))]
Keeper = Annotated[Actor, Depends(may(MallPermission.VIEW))]
TheShowcase = Annotated[Showcase, Depends(part(Showcase))]
OFFERED = [Goods.offered_at, Goods.id]


class NoPartner(NotNow):
    code, title = "not_a_partner", "您代表的单位还不是合伙人"


def _stands_for(actor: Actor, goods: Goods) -> bool:
    """Whether the acting posting is one for the partner's organisation."""
    organisation_id = actor.acting.organisation_id if actor.acting else None
    return organisation_id is not None and organisation_id == goods.organisation_id


async def own_goods(goods_id: UUID, actor: AnyActor, session: Session) -> Goods:
    """Goods of the partner for which the actor stands."""
    goods = await session.get(Goods, goods_id)
    if goods is None or not _stands_for(actor, goods):
        raise Absent
    return goods


async def goods_in_scope(goods_id: UUID, actor: AnyActor, session: Session) -> Goods:
    """Goods of the actor's scope."""
    goods = await session.get(Goods, goods_id)
    if goods is None or not actor.covers(goods):
        raise Absent
    return goods


async def goods_in_view(goods_id: UUID, actor: AnyActor, session: Session) -> Goods:
    """Goods, for their partner's people and those who oversee them."""
    goods = await session.get(Goods, goods_id)
    overseen = goods and actor.may(MallPermission.OVERSEE) and actor.covers(goods)
    if goods is None or not (overseen or _stands_for(actor, goods)):
        raise Absent
    return goods


OwnGoods = Annotated[Goods, Depends(own_goods)]
InScope = Annotated[Goods, Depends(goods_in_scope)]
InView = Annotated[Goods, Depends(goods_in_view)]


async def _own_partner(session: Session, actor: Actor) -> Partner:
    organisation_id = actor.acting.organisation_id if actor.acting else None
    partner = await partner_of(session, organisation_id) if organisation_id else None
    if partner is None:
        raise NoPartner
    return partner


@router.post("/goods", status_code=201)
async def offer_goods(draft: GoodsDraft, actor: Offerer, session: Session, now: Now) -> GoodsLine:
    """上新商品: Offer goods or a service; the community looks at them first."""
    partner = await _own_partner(session, actor)
    return await line_of(session, await offering.offer(session, actor, partner, draft, now=now))


@router.get("/goods")
async def list_goods(
    actor: Keeper,
    session: Session,
    paging: ThePaging,
    *,
    state: Annotated[GoodsState | None, Query(description="Only those in this state")] = None,
    waiting: Annotated[
        bool, Query(description="Only those of which something waits for the community's word")
    ] = False,
) -> Page[GoodsLine]:
    """商品管理列表: Goods of our stall; for the office, those of its scope. Newest first."""
    lines = queries.goods_lines(queries.in_my_view(actor))
    if state is not None:
        lines = lines.where(Goods.state == state)
    if waiting:
        lines = lines.where(queries.is_waiting())
    rows, cursor = await page_of(session, lines, OFFERED, paging)
    return Page(items=[goods_line(row) for row in rows], next_cursor=cursor)


@router.get("/goods/{goods_id}")
async def get_goods(goods: InView, _: Keeper, session: Session) -> GoodsLine:
    """查看商品管理信息: Where goods stand: shelf, stock, what was taken."""
    return await line_of(session, goods)


@router.get("/goods/{goods_id}/editions")
async def list_goods_editions(
    goods: InView,
    _: Keeper,
    session: Session,
    paging: ThePaging,
    showcase: TheShowcase,
    now: Now,
) -> Page[GoodsEditionView]:
    """商品版本: All that was ever promised of goods, newest first, and what was said to it."""
    lines = queries.edition_lines(goods.id)
    rows, cursor = await page_of(session, lines, [GoodsEdition.number], paging)
    return Page(items=await edition_views(session, rows, showcase, now), next_cursor=cursor)


@router.post("/goods/{goods_id}/editions", status_code=201)
async def revise_goods(
    promise: GoodsPromise, goods: OwnGoods, actor: Offerer, session: Session, now: Now
) -> GoodsLine:
    """修改商品: Promise something else; on the shelf once the community said yes."""
    return await line_of(session, await offering.revise(session, actor, goods, promise, now=now))


@router.post("/goods/{goods_id}/stock-moves", status_code=201)
@moves
async def move_goods_stock(
    said: StockChange, goods: OwnGoods, actor: Offerer, session: Session, now: Now
) -> StockMoveView:
    """调整库存: More of it, or less; what orders hold cannot be taken away."""
    move = await offering.move_stock(session, actor, goods, said, now=now)
    lines = queries.stock_moves(goods.id).where(StockMove.id == move.id)
    return StockMoveView(**dict((await session.execute(lines)).mappings().one()))


@router.get("/goods/{goods_id}/stock-moves")
async def list_stock_moves(
    goods: InView, _: Keeper, session: Session, paging: ThePaging
) -> Page[StockMoveView]:
    """库存记录: How the stock was counted up and down by hand, newest first."""
    order = [StockMove.moved_at, StockMove.id]
    rows, cursor = await page_of(session, queries.stock_moves(goods.id), order, paging)
    return Page(items=[StockMoveView(**row) for row in rows], next_cursor=cursor)


@router.post("/goods/{goods_id}/review")
async def review_goods(
    word: GoodsReview, goods: InScope, actor: Reviewer, session: Session, now: Now
) -> GoodsLine:
    """审核商品: The community's word on what is promised."""
    return await line_of(session, await shelving.review(session, actor, goods, word, now=now))


@router.post("/goods/{goods_id}/taking-down")
async def take_down_goods(
    why: GoodsReason, goods: OwnGoods, actor: Offerer, session: Session, now: Now
) -> GoodsLine:
    """下架商品: Our goods off the shelf."""
    await shelving.take_down(
        session, actor, goods, side=ShelfSide.PARTNER, reason=why.reason, now=now
    )
    return await line_of(session, goods)


@router.post("/goods/{goods_id}/shelving")
async def shelve_goods(goods: OwnGoods, _: Offerer, session: Session, now: Now) -> GoodsLine:
    """重新上架: Our goods back on the shelf."""
    side = ShelfSide.PARTNER
    return await line_of(session, await shelving.put_on_shelf(session, goods, side=side, now=now))


@router.post("/goods/{goods_id}/barring")
async def bar_goods(
    why: GoodsReason, goods: InScope, actor: Reviewer, session: Session, now: Now
) -> GoodsLine:
    """社区下架: A partner's goods off the shelf; only the community puts them back."""
    await shelving.take_down(
        session, actor, goods, side=ShelfSide.COMMUNITY, reason=why.reason, now=now
    )
    return await line_of(session, goods)


@router.post("/goods/{goods_id}/readmission")
async def readmit_goods(goods: InScope, _: Reviewer, session: Session, now: Now) -> GoodsLine:
    """社区恢复上架: A partner's goods back on the shelf."""
    side = ShelfSide.COMMUNITY
    return await line_of(session, await shelving.put_on_shelf(session, goods, side=side, now=now))
