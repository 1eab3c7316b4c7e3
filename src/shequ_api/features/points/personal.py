"""What this feature keeps about persons: their cards."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.blocks.ledger.locks import free_lapsed, lock_accounts
from shequ_api.blocks.ledger.models import Account
from shequ_api.features.points.models import PointsCard
from shequ_api.features.points_lots.public import move_points, standing_of
from shequ_api.kit.errors import NotNow
from shequ_api.kit.http.parts import Parts


class MergedCardFrozen(NotNow):
    """A frozen card is not thawed by being merged away."""

    code, title = "merged_card_frozen", "另一账号的幸福卡已被冻结，解冻后才能合并"


class PointsHeld(NotNow):
    """Set aside for something that is still under way: its outcome must find the card."""

    code, title = "points_held", "另一账号有冻结中的积分，请处理完后再合并"


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """My cards."""
    cards = select(PointsCard.number, Account.balance, PointsCard.opened_at).join(
        Account, Account.id == PointsCard.account_id
    )
    return {
        "幸福卡": [
            {"卡号": row.number, "积分": row.balance, "开卡时间": row.opened_at}
            for row in await session.execute(cards.where(PointsCard.person_id == person_id))
        ]
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: a ledger is never changed; a card's number names nobody once the name is gone."""


async def merge(
    session: AsyncSession, kept_id: UUID, merged_id: UUID, now: datetime
) -> Sequence[str]:
    """One card a district: a card that only the merged account has changes hands; of two, what is
    on one goes to the other, and the empty one stays behind with its history."""
    both = select(PointsCard).where(PointsCard.person_id.in_([kept_id, merged_id]))
    # In the order of their ids, cards before accounts, as whoever earns locks them.
    cards = list(await session.scalars(both.order_by(PointsCard.id).with_for_update()))
    if any(card.frozen_at for card in cards if card.person_id == merged_id):
        raise MergedCardFrozen
    own = {card.district_id: card for card in cards if card.person_id == kept_id}
    theirs = [card for card in cards if card.person_id == merged_id]
    pairs = [(card, own[card.district_id]) for card in theirs if card.district_id in own]
    for card in theirs:
        if card.district_id not in own:
            card.person_id = kept_id
    accounts = await lock_accounts(session, {card.account_id for pair in pairs for card in pair})
    emptied = {card.account_id for card, _ in pairs}
    if await free_lapsed(session, emptied, now=now):
        accounts = await lock_accounts(session, accounts.keys())
    if any(accounts[account_id].held for account_id in emptied):
        raise PointsHeld
    return [
        f"另一张幸福卡的 {amount} 积分已转入当前账号的卡，有效期不变"
        for card, kept in pairs
        if (amount := await _empty(session, card, kept, accounts[card.account_id], now))
    ]


async def _empty(
    session: AsyncSession, card: PointsCard, kept: PointsCard, account: Account, now: datetime
) -> int:
    """Move what is on a card and not over, with its days, once for each state of the account; how
    much."""
    amount = (await standing_of(session, account.id, now)).available
    if amount:
        state = account.moved_at.isoformat() if account.moved_at else "opened"
        await move_points(
            session,
            key=f"merge/{card.id}/{state}",
            debit_account_id=card.account_id,
            credit_account_id=kept.account_id,
            amount=amount,
            reason="账号合并，积分转入",
            reference_kind="points_card",
            reference_id=card.id,
            now=now,
        )
    return amount


PERSONAL_DATA = PersonalData(
    columns=("points_cards.person_id",), collect=collect, erase=erase, merge=merge
)
