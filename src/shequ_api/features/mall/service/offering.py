"""Offering goods, promising other things of them, counting their stock."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.files.service import own_photos
from shequ_api.features.card_levels.public import step_named
from shequ_api.features.mall import queries
from shequ_api.features.mall.models import SCOPES, EditionPhoto, Goods, GoodsEdition, StockMove
from shequ_api.features.mall.rules import GoodsEditionState, GoodsKind, GoodsState
from shequ_api.features.mall.schemas import GoodsDraft, GoodsPromise, StockChange
from shequ_api.features.mall.writings import have_checked
from shequ_api.features.partners.public import Partner, PartnerState
from shequ_api.kit.errors import Fault, Malformed, NotNow
from shequ_api.kit.ids import new_id
from shequ_api.kit.repointing import QUIET


class PriceNeeded(Malformed):
    code, title = "goods_price_needed", "请填写积分价或现金价"


class SaleTimesUnfit(Malformed):
    code, title = "goods_sale_times_unfit", "结束时间应晚于开始时间"


class StockNeeded(Malformed):
    code, title = "goods_stock_needed", "商品须填写库存；只有服务可以不限量"


class GoodsLevelUnknown(Malformed):
    code, title = "goods_level_unknown", "本区没有这个幸福卡等级，请核对等级代号"


class StockUncounted(NotNow):
    code, title = "goods_stock_uncounted", "不限量的服务没有库存可调整"


class StockTooLow(NotNow):
    """Says how many there are to take away."""

    code, title = "goods_stock_too_low", "可减少的库存不足（已被订单占用的不能减少）"


class NoChange(Malformed):
    code, title = "goods_stock_unchanged", "请填写增加或减少的数量"


class PartnerNotActive(NotNow):
    code, title = "partner_not_active", "合伙人已暂停或退出，不能上新或修改商品"


async def offer(
    session: AsyncSession, actor: Actor, partner: Partner, draft: GoodsDraft, *, now: datetime
) -> Goods:
    """New goods of a partner; they wait for the community's word."""
    _refuse_unfit(partner, draft)
    if draft.kind == GoodsKind.GOODS and draft.stock is None:
        raise StockNeeded(errors=(Fault("/stock", StockNeeded.code, StockNeeded.title),))
    goods = Goods(
        id=new_id(),
        partner_id=partner.id,
        organisation_id=partner.organisation_id,
        **{column: getattr(partner, column) for column in SCOPES},
        kind=draft.kind,
        state=GoodsState.WAITING,
        stock_left=draft.stock,
        taken=0,
        editions=1,
        offered_at=now,
    )
    session.add(goods)
    await session.flush()
    await _write(session, actor, goods, draft, now=now)
    if draft.stock:
        note_move(session, actor, goods, draft.stock, draft.stock, "supplied", now=now)
    return goods


def _refuse_unfit(partner: Partner, promise: GoodsPromise) -> None:
    if partner.state in (PartnerState.SUSPENDED, PartnerState.ENDED):
        raise PartnerNotActive
    if promise.price_points + promise.price_fen == 0:
        raise PriceNeeded(errors=(Fault("/price_points", PriceNeeded.code, PriceNeeded.title),))
    first, last = promise.sale_from, promise.sale_until
    if first is not None and last is not None and first >= last:
        fault = Fault("/sale_until", SaleTimesUnfit.code, SaleTimesUnfit.title)
        raise SaleTimesUnfit(errors=(fault,))


async def revise(
    session: AsyncSession, actor: Actor, goods: Goods, promise: GoodsPromise, *, now: datetime
) -> Goods:
    """Promise something else. What is on the shelf stays until the community said yes; an edition
    that still waited is withdrawn for it."""
    partner = await session.get_one(Partner, goods.partner_id)
    _refuse_unfit(partner, promise)
    await session.refresh(goods, with_for_update={"key_share": True})
    waiting = await session.scalar(queries.edition_in_review(goods.id))
    if waiting is not None:
        waiting.state = GoodsEditionState.WITHDRAWN
        await session.flush()
    goods.editions += 1
    await _write(session, actor, goods, promise, now=now)
    return goods


async def _write(
    session: AsyncSession, actor: Actor, goods: Goods, promise: GoodsPromise, *, now: datetime
) -> None:
    said = promise.model_dump(exclude={"kind", "stock", "photo_ids"})
    for days in ("weekdays", "month_days"):
        said[days] = sorted(set(said[days])) if said[days] is not None else None
    edition = GoodsEdition(
        **said,
        least_level_title=await _level_title(session, goods, promise.least_level, now=now),
        id=new_id(),
        goods_id=goods.id,
        district_id=goods.district_id,
        number=goods.editions,
        state=GoodsEditionState.IN_REVIEW,
        written_by_id=actor.person_id,
        written_at=now,
    )
    photo_ids = await _photos(session, actor, goods, list(dict.fromkeys(promise.photo_ids)))
    session.add(edition)
    await session.flush()
    session.add_all(
        EditionPhoto(
            edition_id=edition.id,
            file_id=file_id,
            position=position,
            district_id=goods.district_id,
        )
        for position, file_id in enumerate(photo_ids)
    )
    have_checked(session, goods, edition, photo_ids, now=now)


async def _level_title(
    session: AsyncSession, goods: Goods, key: str | None, *, now: datetime
) -> str | None:
    """What a level is called where the goods are sold. GoodsLevelUnknown."""
    if key is None:
        return None
    step = await step_named(session, goods.district_id, key, now)
    if step is None:
        fault = Fault("/least_level", GoodsLevelUnknown.code, GoodsLevelUnknown.title)
        raise GoodsLevelUnknown(errors=(fault,))
    return step.title


async def _photos(
    session: AsyncSession, actor: Actor, goods: Goods, wanted: list[UUID]
) -> list[UUID]:
    """Photos of one's own, and those that an earlier edition shows, whoever took them."""
    if not wanted:
        return []
    shown = set(await session.scalars(queries.shown_before(goods.id, wanted)))
    await own_photos(session, actor.person_id, [one for one in wanted if one not in shown])
    return wanted


async def move_stock(
    session: AsyncSession, actor: Actor, goods: Goods, said: StockChange, *, now: datetime
) -> StockMove:
    """Count the stock up or down by hand. What orders took is off already: nobody can count that
    away. One statement, for the same goods are sold meanwhile."""
    if said.change == 0:
        raise NoChange(errors=(Fault("/change", NoChange.code, NoChange.title),))
    counted = update(Goods).where(Goods.id == goods.id, Goods.stock_left + said.change >= 0)
    moved = counted.values(stock_left=Goods.stock_left + said.change).returning(Goods.stock_left)
    left = await session.scalar(moved, execution_options=QUIET)
    if left is None:
        await session.refresh(goods)
        raise StockUncounted if goods.stock_left is None else StockTooLow(stock=goods.stock_left)
    move = note_move(session, actor, goods, said.change, left, said.reason, now=now)
    await session.flush()
    return move


def note_move(
    session: AsyncSession,
    actor: Actor,
    goods: Goods,
    change: int,
    left: int,
    reason: str,
    *,
    now: datetime,
) -> StockMove:
    move = StockMove(
        id=new_id(),
        goods_id=goods.id,
        district_id=goods.district_id,
        change=change,
        stock_left=left,
        reason=reason,
        moved_by_id=actor.person_id,
        moved_at=now,
    )
    session.add(move)
    return move
