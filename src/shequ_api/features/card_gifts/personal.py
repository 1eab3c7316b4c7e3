"""What this feature keeps about persons: what they gave and were given, whom they looked for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.card_gifts.models import CardGift, CardGiftTry
from shequ_api.features.card_gifts.rules import STATE_TITLES, GiftState
from shequ_api.features.card_gifts.service.answering import give_back
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.own_words import FORGOTTEN
from shequ_api.kit.repointing import QUIET, repoint

MERGED = "一笔待接收的转赠因账号合并已退回赠送人"


def _both(person_id: UUID) -> ColumnElement[bool]:
    return or_(CardGift.giver_id == person_id, CardGift.receiver_id == person_id)


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I gave and was given."""
    mine = select(CardGift).where(_both(person_id)).order_by(CardGift.offered_at)
    return {
        "积分转赠": [
            {
                "方向": "转出" if gift.giver_id == person_id else "转入",
                "积分": gift.amount_points,
                "留言": gift.message,
                "状态": STATE_TITLES[GiftState(gift.state)],
                "时间": gift.offered_at,
            }
            for gift in await session.scalars(mine)
        ]
    }


async def _give_all_back(
    session: AsyncSession, which: ColumnElement[bool], now: datetime
) -> Sequence[str]:
    """What waits is the giver's again."""
    waiting = select(CardGift).where(
        which, CardGift.state == GiftState.OFFERED, CardGift.answer_by > now
    )
    gifts = list(await session.scalars(waiting.order_by(CardGift.id)))
    for gift in gifts:
        await give_back(session, gift, GiftState.WITHDRAWN, now=now)
    return [MERGED] * len(gifts)


async def erase(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """What waits goes back, and what they wrote goes; what was given stays in a ledger."""
    await _give_all_back(session, _both(person_id), now)
    words = update(CardGift).where(CardGift.giver_id == person_id, CardGift.message.is_not(None))
    await session.execute(words.values(message=FORGOTTEN), execution_options=QUIET)
    tries = or_(CardGiftTry.giver_id == person_id, CardGiftTry.receiver_id == person_id)
    await session.execute(delete(CardGiftTry).where(tries), execution_options=QUIET)


async def merge(
    session: AsyncSession, kept_id: UUID, merged_id: UUID, now: datetime
) -> Sequence[str]:
    """What one account gave and was given is the other's, but for what went between the two. What
    waits for the merged account would come to a card that is no more: it goes back."""
    told = await _give_all_back(session, CardGift.receiver_id == merged_id, now)
    between = select(CardGift.id).where(
        CardGift.giver_id.in_([kept_id, merged_id]), CardGift.receiver_id.in_([kept_id, merged_id])
    )
    for column in (CardGift.giver_id, CardGift.receiver_id):
        moving = update(CardGift).where(column == merged_id, CardGift.id.not_in(between))
        await session.execute(moving.values({column: kept_id}), execution_options=QUIET)
    columns = (CardGiftTry.giver_id, CardGiftTry.receiver_id)
    await repoint(session, columns, old=merged_id, new=kept_id)
    return told


PERSONAL_DATA = PersonalData(
    columns=(
        "card_gifts.giver_id",
        "card_gifts.receiver_id",
        "card_gift_tries.giver_id",
        "card_gift_tries.receiver_id",
        "card_gift_policies.set_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
