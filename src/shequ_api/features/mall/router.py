"""The mall over HTTP, for everybody: what stands on the shelves."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import select

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.files.showing import Showcase
from shequ_api.base.places.models import Place
from shequ_api.features.mall import queries
from shequ_api.features.mall.models import Goods, GoodsEdition
from shequ_api.features.mall.permissions import MallPermission
from shequ_api.features.mall.rules import GoodsCategory, GoodsKind
from shequ_api.features.mall.schemas import MallGoods
from shequ_api.features.mall.showing import mall_goods
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["mall"])
Viewer = Annotated[Actor, Depends(may(MallPermission.VIEW))]
TheShowcase = Annotated[Showcase, Depends(part(Showcase))]
SHELVED = [Goods.shelved_at, Goods.id]


@router.get("/mall/goods")
async def list_mall_goods(
    _: Viewer,
    session: Session,
    paging: ThePaging,
    showcase: TheShowcase,
    now: Now,
    community_id: UUID,
    *,
    category: Annotated[GoodsCategory | None, Query(description="Only these")] = None,
    kind: Annotated[GoodsKind | None, Query(description="Only these")] = None,
    max_points: Annotated[
        int | None,
        Query(ge=0, le=10_000_000, description="Only what costs so many points at most"),
    ] = None,
    max_fen: Annotated[
        int | None, Query(ge=0, le=10_000_000, description="Only what costs so much cash at most")
    ] = None,
    open_now: Annotated[
        bool, Query(description="Only what is sold now and is not sold out")
    ] = False,
) -> Page[MallGoods]:
    """积分商城: What stands on the shelf of a community, and of its district; newest first."""
    found = select(Place.id, Place.district_id).where(Place.id == community_id)
    above = (await session.execute(found)).one_or_none()
    shelves = [one for one in above or () if one is not None]
    lines = queries.on_shelves(now, Goods.shelf_id.in_(shelves))
    narrowed = [
        column == value
        for column, value in ((GoodsEdition.category, category), (Goods.kind, kind))
        if value is not None
    ]
    for column, most in (
        (GoodsEdition.price_points, max_points),
        (GoodsEdition.price_fen, max_fen),
    ):
        if most is not None:
            narrowed.append(column <= most)
    if open_now:
        narrowed += [queries.open_at(now), queries.has_some()]
    rows, cursor = await page_of(session, lines.where(*narrowed), SHELVED, paging)
    return Page(items=await mall_goods(session, rows, showcase, now), next_cursor=cursor)


@router.get("/mall/goods/{goods_id}")
async def get_mall_goods(
    goods_id: UUID, _: Viewer, session: Session, showcase: TheShowcase, now: Now
) -> MallGoods:
    """查看商品: Goods that stand on a shelf, with all that is promised of them."""
    line = queries.on_shelves(now, Goods.id == goods_id)
    row = (await session.execute(line)).mappings().one_or_none()
    if row is None:
        raise Absent
    [shown] = await mall_goods(session, [dict(row)], showcase, now)
    return shown
