"""Bringing a payment back to the card of whoever paid, as they are known by now."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.locks import lock_accounts
from shequ_api.blocks.ledger.models import Transfer
from shequ_api.features.points import queries
from shequ_api.features.points_lots.public import give_back, move_points, undo


async def refund(
    session: AsyncSession,
    transfer_id: UUID,
    *,
    key: str,
    reason: str,
    from_account_id: UUID | None = None,
    now: datetime,
) -> Transfer:
    """Reverse a payment, or give it back out of another account; where its card was merged away, on
    to the card that is kept."""

    async def back() -> Transfer:
        if from_account_id is None:
            return await undo(session, transfer_id, key=key, reason=reason, now=now)
        return await give_back(
            session, transfer_id, key=key, from_account_id=from_account_id, reason=reason, now=now
        )

    paid = select(Transfer.debit_account_id).where(Transfer.id == transfer_id)
    kept_id = await session.scalar(queries.kept_card_of(paid.scalar_subquery()))
    if kept_id is None:
        return await back()
    first = await session.get_one(Transfer, transfer_id)
    giver = from_account_id or first.credit_account_id
    await lock_accounts(session, {first.debit_account_id, giver, kept_id})
    made = await back()
    await move_points(
        session,
        key=f"onward/{made.id}",
        debit_account_id=made.credit_account_id,
        credit_account_id=kept_id,
        amount=made.amount,
        reason=reason,
        reference_kind=made.reference_kind,
        reference_id=made.reference_id,
        now=now,
    )
    return made
