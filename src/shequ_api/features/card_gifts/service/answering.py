"""What becomes of an offer: taken, declined, taken back, or nothing in time."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.features.card_gifts import queries
from shequ_api.features.card_gifts.events import CardGiftAccepted
from shequ_api.features.card_gifts.models import CardGift
from shequ_api.features.card_gifts.refusals import GiftOver
from shequ_api.features.card_gifts.rules import STATE_TITLES, GiftState
from shequ_api.features.card_gifts.service.giving import tell
from shequ_api.features.points.public import (
    open_card,
    post_card_hold,
    refuse_frozen,
    void_card_hold,
)

A_ROUND = 100
REASON = "居民之间的积分转赠"


async def accept(session: AsyncSession, gift: CardGift, *, now: datetime) -> CardGift:
    """The points go over, with their days. A second time changes nothing."""
    gift = await _locked(session, gift.id)
    if gift.state == GiftState.ACCEPTED:
        return gift
    _refuse_over(gift, now)
    giver = await open_card(session, person_id=gift.giver_id, district_id=gift.district_id, now=now)
    refuse_frozen(giver)
    accepted = CardGiftAccepted(
        subject_id=gift.id,
        district_id=gift.district_id,
        community_id=gift.community_id,
        person_id=gift.receiver_id,
        giver_id=gift.giver_id,
        amount_points=gift.amount_points,
    )
    record(session, accepted, now=now)
    tell(session, gift, gift.giver_id, f"您转赠的 {gift.amount_points} 积分对方已接收。", now=now)
    gift.transfer_id = await post_card_hold(
        session,
        gift.hold_id,
        key=f"card_gift/{gift.id}",
        reason=REASON,
        reference_kind="card_gift",
        reference_id=gift.id,
        now=now,
    )
    gift.state, gift.closed_at = GiftState.ACCEPTED, now
    await session.flush()
    return gift


async def give_back(
    session: AsyncSession, gift: CardGift, state: GiftState, *, now: datetime
) -> CardGift:
    """Declined or withdrawn: what was held is the giver's again. A second time changes nothing."""
    gift = await _locked(session, gift.id)
    if gift.state == state:
        return gift
    _refuse_over(gift, now)
    _close(session, gift, state, now=now)
    await void_card_hold(session, gift.hold_id, now=now)
    await session.flush()
    return gift


async def lapse(session: AsyncSession, now: datetime) -> None:
    """On a clock: offers that nobody answered in time. Their holds are over by themselves."""
    due = select(CardGift).where(CardGift.state == GiftState.OFFERED, CardGift.answer_by <= now)
    some = due.order_by(CardGift.answer_by).limit(A_ROUND)
    for gift in await session.scalars(some.with_for_update(skip_locked=True, key_share=True)):
        _close(session, gift, GiftState.EXPIRED, now=now)
    await session.flush()


def _close(session: AsyncSession, gift: CardGift, state: GiftState, *, now: datetime) -> None:
    gift.state, gift.closed_at = state, now
    if state != GiftState.WITHDRAWN:
        said = f"您转赠的 {gift.amount_points} 积分：{STATE_TITLES[state]}。"
        tell(session, gift, gift.giver_id, said, now=now)


async def _locked(session: AsyncSession, gift_id: UUID) -> CardGift:
    return (await session.scalars(queries.locked_gift(gift_id))).one()


def _refuse_over(gift: CardGift, now: datetime) -> None:
    if gift.state != GiftState.OFFERED:
        raise GiftOver(state=gift.state)
    if gift.answer_by <= now:
        raise GiftOver(state=GiftState.EXPIRED)
