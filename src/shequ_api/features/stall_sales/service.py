"""Selling at the stall, and taking it back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.sides import refuse_same
from shequ_api.blocks.ledger.refusals import BalanceTooLow
from shequ_api.features.family_cards.public import CardChoice, FamilyCardRefused, pay_by
from shequ_api.features.mall_takings.public import GoodsChanged, OnSale, release, reserve
from shequ_api.features.partners.public import Partner, partner_account
from shequ_api.features.redemptions.public import (
    AlreadyStated,
    give_back,
    lock_paid,
    take_turn,
)
from shequ_api.features.stall_cash.public import cash_accounts, take_cash
from shequ_api.features.stall_sales.events import StallSaleMade, StallSaleRefunded
from shequ_api.features.stall_sales.models import StallSale
from shequ_api.features.stall_sales.telling import ABOUT, AlreadyRefunded, taken_by, tell
from shequ_api.kit.bodies import body_codes
from shequ_api.kit.errors import Forbidden, NotNow


class StallSaleDiffers(NotNow):
    """The id was used for another sale."""

    code, title = "stall_sale_differs", "同一编号已提交过不同的销售记录"


class SaleAmountDiffers(NotNow):
    """Facts: `amount_points`, what it comes to."""

    code, title = "sale_amount_differs", "应付积分与所报的不同，请核对后重新收款"


class BuyerUnfit(NotNow):
    """How well somebody is known here, and where they live, is not the stall's to know."""

    code, title = "buyer_unfit", "该居民暂不能兑换这件商品，请其在小程序中查看原因"


class CardShort(NotNow):
    """What is on somebody's card is not the stall's to know."""

    code, title = "card_short", "卡内可用积分不足"


def as_before(
    session: AsyncSession, organisation_id: UUID, kept: StallSale, digest: bytes
) -> StallSale:
    """The sale that was sent before, where this is the same again."""
    same = body_codes(session).holds(kept.body_hash, kept.id, digest)
    if kept.organisation_id != organisation_id or not same:
        raise StallSaleDiffers
    return kept


async def sell(
    session: AsyncSession,
    actor: Actor,
    goods: OnSale,
    *,
    sale_id: UUID,
    edition_number: int,
    quantity: int,
    amount_points: int,
    person_id: UUID,
    card: CardChoice = CardChoice.OWN,
    digest: bytes,
    now: datetime,
) -> StallSale:
    """Sell goods of the actor's stall, which has its turn, to whoever showed their code: those of
    the edition, and for the points, that they were told of."""
    await refuse_same(session, actor.person_id, person_id)
    if edition_number != goods.edition_number:
        raise GoodsChanged
    if amount_points != goods.price_points * quantity:
        raise SaleAmountDiffers(amount_points=goods.price_points * quantity)
    try:
        await reserve(session, goods, person_id, quantity, now=now)
    except Forbidden as refused:
        raise BuyerUnfit from refused
    sale = StallSale(
        id=sale_id,
        **{
            name: getattr(goods, name)
            for name in (
                *("partner_id", "organisation_id", "city_id", "district_id", "subdistrict_id"),
                *("community_id", "edition_id", "title"),
            )
        },
        goods_id=goods.id,
        quantity=quantity,
        amount_points=goods.price_points * quantity,
        amount_fen=goods.price_fen * quantity,
        person_id=person_id,
        sold_by_id=actor.person_id,
        sold_at=now,
        body_hash=body_codes(session).of(sale_id, digest),
    )
    tell(session, StallSaleMade, sale, now=now)
    await _collect(session, sale, card, now=now)
    session.add(sale)
    return sale


async def _collect(
    session: AsyncSession, sale: StallSale, card: CardChoice, *, now: datetime
) -> None:
    """The cash, then the points. Whoever else locks a till has the stall's turn, as we have."""
    about: dict[str, Any] = {
        "reason": f"当面兑换{sale.title}",
        "reference_kind": ABOUT,
        "reference_id": sale.id,
        "now": now,
    }
    partner = await session.get_one(Partner, sale.partner_id)
    account = await partner_account(session, partner, now)
    till = await cash_accounts(
        session, partner_id=sale.partner_id, district_id=sale.district_id, now=now
    )
    sale.cash_transfer_id = await take_cash(
        session, till, amount_fen=sale.amount_fen, key=f"stall-sale-cash/{sale.id}", **about
    )
    if not sale.amount_points:
        return
    try:
        sale.transfer_id = await pay_by(
            session,
            card,
            person_id=sale.person_id,
            district_id=sale.district_id,
            amount_points=sale.amount_points,
            to_account_id=account.id,
            key=f"stall-sale/{sale.id}",
            **about,
        )
    except (BalanceTooLow, FamilyCardRefused) as refused:
        raise CardShort from refused


async def refund(
    session: AsyncSession,
    actor: Actor,
    sale: StallSale,
    *,
    reason: str,
    restock: bool,
    now: datetime,
) -> StallSale:
    """Take a sale back, once: points to the card, cash out of the till.

    The sale's row stays free: whoever draws up a statement marks it, under the accounts' locks.
    """
    await take_turn(session, sale.organisation_id)
    await session.refresh(sale)
    if sale.refunded_at is not None:
        raise AlreadyRefunded
    await release(session, [taken_by(sale, restocked=restock)])
    tell(session, StallSaleRefunded, sale, now=now)
    await lock_paid(session, sale.transfer_id, sale.cash_transfer_id)
    await session.refresh(sale, ["stated_at"])
    if sale.stated_at is not None:
        raise AlreadyStated
    sale.refunded_at, sale.refunded_by_id, sale.refund_reason = now, actor.person_id, reason
    await give_back(
        session,
        about=ABOUT,
        about_id=sale.id,
        title=sale.title,
        transfer_id=sale.transfer_id,
        cash_transfer_id=sale.cash_transfer_id,
        now=now,
    )
    return sale
