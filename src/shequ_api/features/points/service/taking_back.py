"""Taking back what a credit put on a card, from whoever has it by now."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.locks import lock_accounts
from shequ_api.blocks.ledger.models import Transfer
from shequ_api.blocks.ledger.refusals import BalanceTooLow
from shequ_api.features.points import queries
from shequ_api.features.points_lots.public import lost_of, move_points, standing_of, undo


class TakenBack(NamedTuple):
    """What became of a credit that is taken back; what is neither was spent."""

    transfer_id: UUID | None
    points: int
    lost_points: int
    """Were over before anybody used them."""


async def take_back(
    session: AsyncSession, transfer_id: UUID, *, key: str, reason: str, now: datetime
) -> TakenBack:
    """Reverse a credit as far as it is there; where its card was merged away, out of the card that
    is kept."""
    first = await session.get_one(Transfer, transfer_id)
    kept_id = await session.scalar(queries.kept_card_of(first.credit_account_id))
    if kept_id is not None:
        await _fetch(session, first, kept_id, key=from_kept(key), reason=reason, now=now)
    made_id, points = None, 0
    try:
        made = await undo(session, transfer_id, key=key, reason=reason, clamp=True, now=now)
        made_id, points = made.id, made.amount
    except BalanceTooLow:
        await lock_accounts(session, {first.credit_account_id})
    lost = min(first.amount - points, await lost_of(session, first, now=now))
    return TakenBack(made_id, points, lost)


def from_kept(key: str) -> str:
    """The key of the movement that brings points back to the card that was merged away."""
    return f"{key}/from-kept"


async def _fetch(
    session: AsyncSession, first: Transfer, kept_id: UUID, *, key: str, reason: str, now: datetime
) -> None:
    """Bring back what is missing, so that the credit itself can be reversed."""
    merged_id = first.credit_account_id
    await lock_accounts(session, {merged_id, first.debit_account_id, kept_id})
    if await session.scalar(select(exists().where(Transfer.reverses_id == first.id))):
        return
    here = (await standing_of(session, merged_id, now)).available
    there = (await standing_of(session, kept_id, now)).available
    missing = first.amount - await lost_of(session, first, now=now) - max(0, here)
    if (points := min(missing, there)) < 1:
        return
    await move_points(
        session,
        key=key,
        debit_account_id=kept_id,
        credit_account_id=merged_id,
        amount=points,
        reason=reason,
        reference_kind=first.reference_kind,
        reference_id=first.reference_id,
        now=now,
    )
