"""What comes onto the shelf, and off it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.humans import humans
from shequ_api.features.content_checks.public import ContentState
from shequ_api.features.mall import queries
from shequ_api.features.mall.models import Goods, GoodsEdition
from shequ_api.features.mall.rules import GoodsEditionState, GoodsState, Shelf, ShelfSide
from shequ_api.features.mall.schemas import GoodsReview
from shequ_api.kit.errors import Fault, Forbidden, Malformed, NotNow


class NothingToReview(NotNow):
    code, title = "goods_not_in_review", "没有这一版待审核的内容，请刷新后再审"


class OwnGoods(Forbidden):
    code, title = "own_goods", "不能审核自己提交的商品"


class GoodsReasonNeeded(Malformed):
    code, title = "goods_reason_needed", "不通过时请写明原因"


class ContentUnchecked(NotNow):
    """Says what came of the check so far."""

    code, title = "goods_content_unchecked", "文字或图片还没有通过内容审核"


class NotOnShelf(NotNow):
    code, title = "goods_not_on_shelf", "商品不在架上"


class NotTakenDown(NotNow):
    code, title = "goods_not_taken_down", "商品没有下架"


class TakenDownByCommunity(Forbidden):
    code, title = "goods_taken_down_by_community", "商品由社区下架，请联系社区恢复"


async def review(
    session: AsyncSession, actor: Actor, goods: Goods, word: GoodsReview, *, now: datetime
) -> Goods:
    """The community's word on the edition that waits: approved, it is what is promised from now
    on. Goods that were taken down stay so, with the new promise."""
    await session.refresh(goods, with_for_update={"key_share": True})
    edition = await session.scalar(queries.edition_in_review(goods.id))
    if edition is None or edition.number != word.edition_number:
        raise NothingToReview
    if len(set((await humans(session, {edition.written_by_id, actor.person_id})).values())) == 1:
        raise OwnGoods
    if word.approved:
        await _approve(session, goods, edition, now=now)
    elif word.reason is None:
        fault = Fault("/reason", GoodsReasonNeeded.code, GoodsReasonNeeded.title)
        raise GoodsReasonNeeded(errors=(fault,))
    edition.state = GoodsEditionState.APPROVED if word.approved else GoodsEditionState.DECLINED
    edition.reviewed_by_id, edition.reviewed_at = actor.person_id, now
    edition.review_reason = word.reason
    return goods


async def _approve(
    session: AsyncSession, goods: Goods, edition: GoodsEdition, *, now: datetime
) -> None:
    check = (await session.scalars(queries.check_of(edition.id))).one()
    if check != ContentState.PASS:
        raise ContentUnchecked(check=check)
    goods.edition_number = edition.number
    wide = edition.shelf == Shelf.DISTRICT
    goods.shelf_id = goods.district_id if wide else goods.community_id
    goods.shelved_at = goods.shelved_at or now
    if goods.state == GoodsState.WAITING:
        goods.state = GoodsState.ON_SHELF


async def take_down(
    session: AsyncSession,
    actor: Actor,
    goods: Goods,
    *,
    side: ShelfSide,
    reason: str,
    now: datetime,
) -> Goods:
    """Off the shelf at once. What was ordered is handed over still. What the partner took down the
    community may take down too: then the partner cannot put it back."""
    await session.refresh(goods, with_for_update={"key_share": True})
    down = goods.state == GoodsState.TAKEN_DOWN
    if down and side == ShelfSide.COMMUNITY and goods.taken_down_by == ShelfSide.PARTNER:
        down = False
    if down or goods.state == GoodsState.WAITING:
        raise NotOnShelf
    goods.state = GoodsState.TAKEN_DOWN
    goods.taken_down_at, goods.taken_down_by = now, side
    goods.taken_down_by_id, goods.taken_down_reason = actor.person_id, reason
    return goods


async def put_on_shelf(
    session: AsyncSession, goods: Goods, *, side: ShelfSide, now: datetime
) -> Goods:
    """Back on the shelf, as they are promised now. What the community took down, it puts back."""
    await session.refresh(goods, with_for_update={"key_share": True})
    if goods.state != GoodsState.TAKEN_DOWN:
        raise NotTakenDown
    if side == ShelfSide.PARTNER and goods.taken_down_by == ShelfSide.COMMUNITY:
        raise TakenDownByCommunity
    goods.state, goods.shelved_at = GoodsState.ON_SHELF, now
    goods.taken_down_at = goods.taken_down_by = None
    goods.taken_down_by_id = goods.taken_down_reason = None
    return goods
