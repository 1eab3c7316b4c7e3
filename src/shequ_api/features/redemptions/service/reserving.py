"""Ordering: stock is taken and points are held in one transaction, or nothing happens."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.blocks.workflow.service import open_case
from shequ_api.features.family_cards.public import CardChoice, hold_by
from shequ_api.features.mall_takings.public import OnSale, goods_on_sale
from shequ_api.features.mall_takings.public import reserve as take
from shequ_api.features.partners.public import Partner, partner_account
from shequ_api.features.pick_up_codes.public import fresh_number
from shequ_api.features.redemptions import queries
from shequ_api.features.redemptions.flow import FLOW, RedemptionState
from shequ_api.features.redemptions.models import Redemption
from shequ_api.features.redemptions.rules import SYNC_TIME
from shequ_api.kit.clock import china_date, china_midnight
from shequ_api.kit.ids import new_id


async def reserve(
    session: AsyncSession,
    actor: Actor,
    *,
    goods_id: UUID,
    quantity: int,
    edition_number: int | None,
    card: CardChoice = CardChoice.OWN,
    now: datetime,
) -> Redemption:
    """Order goods for oneself, by the edition that was seen, where that is said.

    Refuses as the mall does (not on sale, sold out, limits, levels, residents only), as the card
    that pays (`hold_by`), and with the ledger's `BalanceTooLow`: then the stock is as it was.
    """
    goods = await goods_on_sale(session, goods_id, now=now)
    if edition_number is not None:
        # The mall takes nothing of another edition than the one that is on the shelf.
        goods = replace(goods, edition_number=edition_number)
    await take(session, goods, actor.person_id, quantity, now=now)
    made = await _ordered(session, actor, goods, quantity, card, now=now)
    if made.amount_points:
        made.hold_id = await _hold(session, actor, made, now=now)
    session.add(made)
    await session.flush()
    return made


async def _ordered(
    session: AsyncSession,
    actor: Actor,
    goods: OnSale,
    quantity: int,
    card: CardChoice,
    *,
    now: datetime,
) -> Redemption:
    last_moment = china_midnight(china_date(now) + timedelta(days=goods.pick_up_days + 1))
    case = open_case(
        session, FLOW, actor_id=actor.person_id, district_id=goods.district_id, now=now
    )
    return Redemption(
        id=new_id(),
        case_id=case.id,
        state=RedemptionState.RESERVED,
        person_id=actor.person_id,
        partner_id=goods.partner_id,
        organisation_id=goods.organisation_id,
        city_id=goods.city_id,
        district_id=goods.district_id,
        subdistrict_id=goods.subdistrict_id,
        community_id=goods.community_id,
        goods_id=goods.id,
        edition_id=goods.edition_id,
        title=goods.title,
        quantity=quantity,
        amount_points=goods.price_points * quantity,
        amount_fen=goods.price_fen * quantity,
        card=card,
        number=await _free_number(session, goods.organisation_id),
        reserved_at=now,
        pick_up_until=last_moment,
        held_until=last_moment + SYNC_TIME,
    )


async def _free_number(session: AsyncSession, organisation_id: UUID) -> str:
    """A number that no order of the stall has. (Two at the same instant break the constraint.)"""
    number = fresh_number()
    while await session.scalar(queries.of_number(organisation_id, number)) is not None:
        number = fresh_number()
    return number


async def _hold(
    session: AsyncSession, actor: Actor, redemption: Redemption, *, now: datetime
) -> UUID:
    partner = await session.get_one(Partner, redemption.partner_id)
    account = await partner_account(session, partner, now)
    return await hold_by(
        session,
        CardChoice(redemption.card),
        person_id=actor.person_id,
        district_id=redemption.district_id,
        amount_points=redemption.amount_points,
        to_account_id=account.id,
        key=f"redemption/{redemption.id}",
        expires_at=redemption.held_until,
        now=now,
    )
