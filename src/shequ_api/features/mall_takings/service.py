"""Taking goods off the shelf: exact, whoever else buys at the same instant.

The order of locks: the person's own counts, then the stock of the goods; of several by the order of
their ids. Whoever orders moves points behind that, as the last thing.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import case, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.levels import IdentityLevel, LevelTooLow
from shequ_api.base.identity.levels import standing_of
from shequ_api.base.residency.models import Residency
from shequ_api.base.residency.queries import lives_in_scope_now
from shequ_api.features.card_levels.public import find_step, level_of, stands_on
from shequ_api.features.mall.public import Goods, Shelf, for_sale, is_open, note_move, stock_taken
from shequ_api.features.mall_takings import queries
from shequ_api.features.mall_takings.models import Taking
from shequ_api.features.mall_takings.rules import (
    MOST_AT_ONCE,
    PERIOD_TITLES,
    Period,
    counted_from,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent, Forbidden, Malformed, NotNow
from shequ_api.kit.repointing import QUIET


class GoodsNotOnSale(NotNow):
    code, title = "goods_not_on_sale", "商品已下架"


class GoodsNotOnSaleNow(NotNow):
    code, title = "goods_not_on_sale_now", "现在不在兑换时间内"


class GoodsChanged(NotNow):
    code, title = "goods_changed", "商品信息刚刚更新，请重新查看后再兑换"


class SoldOut(NotNow):
    code, title = "sold_out", "商品已兑完或余量不足"


class LimitReached(NotNow):
    """Says which limit."""

    code, title = "goods_limit_reached", "已达到每人限兑数量"

    def __init__(self, period: Period, limit: int) -> None:
        super().__init__(f"{PERIOD_TITLES[period]}每人限兑 {limit} 份", period=period, limit=limit)


class ResidentsOnly(Forbidden):
    code, title = "goods_for_residents", "仅限已核实的本地住户兑换"


class CardLevelTooLow(Forbidden):
    """Facts: `least_level` and `least_level_title`, which is needed; `level_title`, mine, if I have
    one."""

    code, title = "card_level_too_low", "您的幸福卡等级不足"


class QuantityUnfit(Malformed):
    code, title = "goods_quantity_unfit", f"每次可兑换 1 至 {MOST_AT_ONCE} 份"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSale:
    """Goods as they are sold now, and what is promised of them."""

    id: UUID
    edition_id: UUID
    edition_number: int
    partner_id: UUID
    organisation_id: UUID
    city_id: UUID
    district_id: UUID
    subdistrict_id: UUID
    community_id: UUID
    kind: str
    title: str
    price_points: int
    price_fen: int
    limit_total: int | None
    limit_day: int | None
    limit_month: int | None
    shelf: str
    residents_only: bool
    min_level: int
    least_level: str | None
    least_level_title: str | None
    pick_up_place: str
    pick_up_hours: str
    pick_up_days: int

    @property
    def limits(self) -> Mapping[Period, int]:
        """How many a person may take, where that is limited."""
        found = {
            Period.TOTAL: self.limit_total,
            Period.DAY: self.limit_day,
            Period.MONTH: self.limit_month,
        }
        return {period: limit for period, limit in found.items() if limit is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What somebody took, to be given back."""

    goods_id: UUID
    person_id: UUID
    quantity: int
    taken_at: datetime
    restocked: bool = True
    """Whether the goods can be taken again; the person's room is given back either way."""


async def goods_on_sale(session: AsyncSession, goods_id: UUID, *, now: datetime) -> OnSale:
    """The goods, if anybody may take of them now. Refuses with `GoodsNotOnSale`,
    `GoodsNotOnSaleNow`; `Absent` for what never was on a shelf."""
    found = (await session.execute(for_sale(goods_id, now))).one_or_none()
    if found is None:
        raise Absent
    if not found.on_shelf:
        raise GoodsNotOnSale
    if not is_open(found, now):
        raise GoodsNotOnSaleNow
    return OnSale(**{name: getattr(found, name) for name in OnSale.__dataclass_fields__})


async def take_stock(session: AsyncSession, goods: OnSale, quantity: int, *, now: datetime) -> None:
    """Take so many off the stock, or refuse with `SoldOut`, or `GoodsNotOnSale` and `GoodsChanged`
    where they left the shelf, or stand there otherwise, since they were looked at. One statement:
    however many take at once, nobody takes what is not there."""
    if not 1 <= quantity <= MOST_AT_ONCE:
        raise QuantityUnfit
    taken = stock_taken(goods.id, goods.edition_number, quantity, now)
    if await session.scalar(taken, execution_options=QUIET) is not None:
        return
    found = (await session.execute(for_sale(goods.id, now))).one_or_none()
    if found is None or not found.on_shelf:
        raise GoodsNotOnSale
    raise SoldOut if found.edition_number == goods.edition_number else GoodsChanged


async def reserve(
    session: AsyncSession, goods: OnSale, person_id: UUID, quantity: int, *, now: datetime
) -> None:
    """Take goods for a person: all that an order asks of the mall.

    Refuses with `LevelTooLow`, `ResidentsOnly`, `CardLevelTooLow`, `QuantityUnfit`,
    `LimitReached`, `SoldOut`, `GoodsNotOnSale`, `GoodsChanged`; then nothing was taken. Limits are
    exact too: the person's counts stay locked until the transaction ends. Call it before points are
    moved; `release` undoes it.
    """
    if not 1 <= quantity <= MOST_AT_ONCE:
        raise QuantityUnfit
    await _refuse_strangers(session, goods, person_id, now=now)
    async with session.begin_nested():  # whoever goes on after a refusal has taken nothing
        await _count(session, goods, person_id, quantity, goods.limits, on=china_date(now))
        await take_stock(session, goods, quantity, now=now)


async def take_gone(session: AsyncSession, taken: Taken, actor: Actor, *, now: datetime) -> None:
    """Count again what was given back and had been handed over all the same: whatever shelf and
    limits say. What the stock has not is counted up first, in a line of its own."""
    goods = await session.get_one(Goods, taken.goods_id)
    on = china_date(taken.taken_at)
    await _count(session, goods, taken.person_id, taken.quantity, {}, on=on)
    await session.refresh(goods, with_for_update={"key_share": True})
    goods.taken += taken.quantity
    if goods.stock_left is None:
        return
    if (short := taken.quantity - goods.stock_left) > 0:
        note_move(session, actor, goods, short, taken.quantity, "counted", now=now)
    goods.stock_left = max(goods.stock_left - taken.quantity, 0)


async def _refuse_strangers(
    session: AsyncSession, goods: OnSale, person_id: UUID, *, now: datetime
) -> None:
    if goods.min_level > IdentityLevel.ACCOUNT:
        held = (await standing_of(session, person_id, now)).level
        if held < goods.min_level:
            raise LevelTooLow(IdentityLevel(goods.min_level), held)
    if goods.residents_only:
        here = Residency.district_id == goods.district_id
        if goods.shelf == Shelf.COMMUNITY:
            here = Residency.community_id == goods.community_id
        if not await session.scalar(lives_in_scope_now(person_id, here, china_date(now))):
            raise ResidentsOnly
    if goods.least_level is not None:
        await _refuse_lower(session, goods, goods.least_level, person_id, now=now)


async def _refuse_lower(
    session: AsyncSession, goods: OnSale, key: str, person_id: UUID, *, now: datetime
) -> None:
    """By the ladder that holds now; what it calls the level now is what is said. Two statements."""
    standing = await level_of(session, person_id, goods.district_id, now)
    if stands_on(standing, key):
        return
    step = find_step(standing.ladder, key)
    needed = step.title if step else goods.least_level_title
    raise CardLevelTooLow(
        f"需要幸福卡等级达到{needed}",
        least_level=key,
        least_level_title=needed,
        level_title=standing.level.step.title if standing.level else None,
    )


async def _count(
    session: AsyncSession,
    goods: OnSale | Goods,
    person_id: UUID,
    quantity: int,
    limits: Mapping[Period, int],
    *,
    on: date,
) -> None:
    """Count it against all spans, limited or not: a limit that comes later counts what was taken
    before. One statement; where a span has no room, its row is not returned."""
    for period, limit in limits.items():
        if quantity > limit:
            raise LimitReached(period, limit)
    counts = insert(Taking).values(
        [
            {
                "goods_id": goods.id,
                "person_id": person_id,
                "period": period,
                "starts_on": counted_from(period, on),
                "district_id": goods.district_id,
                "quantity": quantity,
            }
            for period in sorted(Period)  # the order of the key, in which rows are locked
        ]
    )
    total = Taking.quantity + counts.excluded.quantity
    more = counts.on_conflict_do_update(
        index_elements=["goods_id", "person_id", "period", "starts_on"],
        set_={"quantity": total},
        where=total <= case(limits, value=Taking.period, else_=total) if limits else None,
    ).returning(Taking.period)
    room = set(await session.scalars(more, execution_options=QUIET))
    for period, limit in limits.items():
        if period not in room:
            raise LimitReached(period, limit)


async def release(session: AsyncSession, taken: Collection[Taken]) -> None:
    """Give back what orders took that came to nothing: the persons' room, and the stock, where that
    can be taken again. Some hundreds at once, in the order of locks; flushes the session."""
    await session.flush()
    given = Counter[tuple[UUID, UUID, str, date]]()
    stock = Counter[UUID]()
    for each in taken:
        if each.restocked:
            stock[each.goods_id] += each.quantity
        for period in Period:
            first = counted_from(period, china_date(each.taken_at))
            given[each.goods_id, each.person_id, period.value, first] += each.quantity
    for row in await session.scalars(queries.takings_of(given)):
        row.quantity -= given[row.goods_id, row.person_id, row.period, row.starts_on]
    await session.flush()
    for goods_id, count in sorted(stock.items()):
        back = {"stock_left": Goods.stock_left + count, "taken": Goods.taken - count}
        this = update(Goods).where(Goods.id == goods_id)
        await session.execute(this.values(back), execution_options=QUIET)
