"""Setting an amount aside: hold, then post (all or part), void, or let it expire.

The giver's account is locked before its holds are touched, so a hold ends once. A hold is over at
`expires_at` by the server's time, whether or not it has been marked.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.locks import (
    free_lapsed,
    lock_accounts,
    refuse_unlike,
    too_low,
)
from shequ_api.blocks.ledger.models import Account, Hold, HoldStatus, Transfer
from shequ_api.blocks.ledger.refusals import (
    HoldEnded,
    HoldExceeded,
    HoldKeyReused,
    HoldTooShort,
    HoldUnknown,
)
from shequ_api.blocks.ledger.service import (
    Draft,
    earlier,
    move,
    refuse_unfit,
)
from shequ_api.blocks.ledger.statements import SET_ASIDE
from shequ_api.kit.ids import new_id

ACCOUNTS_A_ROUND = 200


async def hold(
    session: AsyncSession,
    *,
    key: str,
    debit_account_id: UUID,
    credit_account_id: UUID,
    amount: int,
    expires_at: datetime,
    now: datetime,
) -> Hold:
    """Set `amount` of the debit account aside for the credit account until `expires_at`.

    The same key with the same accounts and amount gives the first hold, as it stands now and with
    its own end; with others `HoldKeyReused`. Also refuses with `BalanceTooLow`,
    `HoldTooShort` and as `transfer` does.
    """
    refuse_unfit(debit_account_id, credit_account_id, amount)
    await session.flush()
    facts = {
        "debit_account_id": debit_account_id,
        "credit_account_id": credit_account_id,
        "amount": amount,
    }
    first = await _earlier(session, key, facts)
    if first is not None:
        return first
    if expires_at <= now:
        raise HoldTooShort
    values = facts | {"fresh_id": new_id(), "key": key, "expires_at": expires_at, "now": now}
    placed = await session.scalar(SET_ASIDE, values)
    if placed is None:
        placed = await _earlier(session, key, facts)
    if placed is None:
        # The giver is locked by now. The taker is not needed, and may come before it in the order.
        await refuse_unlike(session, debit_account_id, credit_account_id)
        await lock_accounts(session, {debit_account_id})
        if await free_lapsed(session, {debit_account_id}, now=now):
            placed = await session.scalar(SET_ASIDE, values)
    if placed is None:
        raise await too_low(session, debit_account_id)
    return placed


async def post(
    session: AsyncSession,
    *,
    key: str,
    hold_id: UUID,
    reason: str,
    amount: int | None = None,
    reference_kind: str | None = None,
    reference_id: UUID | None = None,
    now: datetime,
) -> Transfer:
    """Transfer what was held, or `amount` of it; the rest is free again.

    The same key with the same facts gives the first transfer. Refuses with `HoldEnded`,
    `HoldExceeded`, `HoldUnknown`.
    """
    held = await _locked(session, hold_id)
    draft = Draft(
        debit_account_id=held.debit_account_id,
        credit_account_id=held.credit_account_id,
        amount=held.amount if amount is None else amount,
        reason=reason,
        reference_kind=reference_kind,
        reference_id=reference_id,
        hold_id=held.id,
    )
    refuse_unfit(draft.debit_account_id, draft.credit_account_id, draft.amount)
    if held.status == HoldStatus.POSTED:
        first = await earlier(session, draft, key=key)
        if first is None:
            raise HoldEnded(status=held.status)
        return first
    _refuse_ended(held, now)
    if draft.amount > held.amount:
        raise HoldExceeded(held=held.amount)
    made = await move(session, draft, key=key, freed=held.amount, now=now)
    held.status, held.posted_amount, held.ended_at = HoldStatus.POSTED, made.amount, now
    await session.flush()
    return made


async def void(session: AsyncSession, *, hold_id: UUID, now: datetime) -> Hold:
    """Free what was held; a second time changes nothing. `HoldEnded` when posted or expired."""
    held = await _locked(session, hold_id)
    if held.status == HoldStatus.VOID:
        return held
    _refuse_ended(held, now)
    account = await session.get_one(Account, held.debit_account_id)
    account.held -= held.amount
    held.status, held.ended_at = HoldStatus.VOID, now
    await session.flush()
    return held


async def expire(session: AsyncSession, now: datetime) -> int:
    """Mark lapsed holds of some accounts that nobody is using; how many. Runs on a clock."""
    due = select(Hold.debit_account_id).where(
        Hold.status == HoldStatus.HELD, Hold.expires_at <= now
    )
    some = due.order_by(Hold.expires_at).limit(ACCOUNTS_A_ROUND)
    idle = select(Account.id).where(Account.id.in_(some)).order_by(Account.id)
    locked = list(await session.scalars(idle.with_for_update(skip_locked=True, key_share=True)))
    return await free_lapsed(session, locked, now=now) if locked else 0


async def _locked(session: AsyncSession, hold_id: UUID) -> Hold:
    """The hold as it stands, its accounts locked first: nobody ends it meanwhile."""
    accounts = select(Hold.debit_account_id, Hold.credit_account_id).where(Hold.id == hold_id)
    found = (await session.execute(accounts)).one_or_none()
    if found is None:
        raise HoldUnknown
    await lock_accounts(session, set(found))
    fresh = select(Hold).where(Hold.id == hold_id).execution_options(populate_existing=True)
    return (await session.scalars(fresh)).one()


def _refuse_ended(held: Hold, now: datetime) -> None:
    if held.status != HoldStatus.HELD:
        raise HoldEnded(status=held.status)
    if held.expires_at <= now:
        raise HoldEnded(status=HoldStatus.EXPIRED)


async def _earlier(session: AsyncSession, key: str, facts: dict[str, Any]) -> Hold | None:
    by_key = select(Hold).where(Hold.key == key).execution_options(populate_existing=True)
    first = await session.scalar(by_key)
    if first is not None and any(getattr(first, name) != facts[name] for name in facts):
        raise HoldKeyReused
    return first
