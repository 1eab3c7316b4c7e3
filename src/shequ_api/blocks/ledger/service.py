"""Opening accounts, moving amounts, taking them back.

An account's row may be busy: every function here first flushes what the session still holds, and
locks accounts in the order of their ids. Move amounts as the last thing of a transaction. One that
makes several transfers calls `lock_accounts` with all their accounts first.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.locks import (
    free_lapsed,
    lock_accounts,
    refuse_strangers,
    too_low,
)
from shequ_api.blocks.ledger.models import Account, Ledger, Transfer
from shequ_api.blocks.ledger.queries import find_account
from shequ_api.blocks.ledger.refusals import (
    AccountKeyReused,
    AccountsAlike,
    AccountUnknown,
    AlreadyReversed,
    AmountUnfit,
    ReversalIsFinal,
    TransferKeyReused,
    TransferUnknown,
)
from shequ_api.blocks.ledger.statements import MOVE
from shequ_api.kit.ids import new_id
from shequ_api.kit.schema import BIGINT_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The facts of a transfer: what a repeated key is compared by."""

    debit_account_id: UUID
    credit_account_id: UUID
    amount: int
    reason: str
    reference_kind: str | None = None
    reference_id: UUID | None = None
    reverses_id: UUID | None = None
    hold_id: UUID | None = None


async def open_account(
    session: AsyncSession,
    *,
    ledger: Ledger,
    owner_key: str,
    kind: str,
    district_id: UUID,
    floor: int | None,
    now: datetime,
) -> Account:
    """The owner's account in a ledger, opened at its first use.

    `floor` None lets it go below any number: an issuer. The same key with another kind, floor or
    district is `AccountKeyReused`.
    """
    found = await find_account(session, ledger=ledger, owner_key=owner_key)
    if found is None:
        opening = insert(Account).values(
            id=new_id(),
            ledger=ledger,
            owner_key=owner_key,
            kind=kind,
            district_id=district_id,
            floor=floor,
            opened_at=now,
        )
        await session.execute(opening.on_conflict_do_nothing())
        found = await find_account(session, ledger=ledger, owner_key=owner_key)
    if found is None:
        raise AccountUnknown
    if (found.kind, found.floor, found.district_id) != (kind, floor, district_id):
        raise AccountKeyReused
    return found


async def transfer(
    session: AsyncSession,
    *,
    key: str,
    debit_account_id: UUID,
    credit_account_id: UUID,
    amount: int,
    reason: str,
    reference_kind: str | None = None,
    reference_id: UUID | None = None,
    now: datetime,
) -> Transfer:
    """Move `amount` from the debit account to the credit account; the last thing of a transaction.

    The same key with the same facts gives the first transfer, with others `TransferKeyReused`.
    Refuses with `BalanceTooLow`, `AccountsAlike`, `AccountsUnlike`, `AccountUnknown`,
    `AmountUnfit`.
    """
    draft = Draft(
        debit_account_id=debit_account_id,
        credit_account_id=credit_account_id,
        amount=amount,
        reason=reason,
        reference_kind=reference_kind,
        reference_id=reference_id,
    )
    return await move(session, draft, key=key, now=now)


async def reverse(
    session: AsyncSession,
    *,
    key: str,
    transfer_id: UUID,
    reason: str,
    clamp: bool = False,
    now: datetime,
) -> Transfer:
    """Take a transfer back, once; the last thing of a transaction.

    What the receiver has spent meanwhile makes it `BalanceTooLow`, unless `clamp` takes what is
    still there (1 or more; the rest is the caller's to claim). Also `AlreadyReversed`,
    `ReversalIsFinal`, `TransferUnknown`.
    """
    first = await session.get(Transfer, transfer_id)
    if first is None:
        raise TransferUnknown
    if first.reverses_id is not None:
        raise ReversalIsFinal
    draft = Draft(
        debit_account_id=first.credit_account_id,
        credit_account_id=first.debit_account_id,
        amount=first.amount,
        reason=reason,
        reference_kind=first.reference_kind,
        reference_id=first.reference_id,
        reverses_id=first.id,
    )
    if clamp:  # lapsed holds must be free before we take what is there
        await lock_accounts(session, {first.credit_account_id, first.debit_account_id})
        await free_lapsed(session, {first.credit_account_id}, now=now)
    return await move(session, draft, key=key, clamp=clamp, now=now)


async def move(
    session: AsyncSession,
    draft: Draft,
    *,
    key: str,
    freed: int = 0,
    clamp: bool = False,
    now: datetime,
) -> Transfer:
    """Write a transfer, or say why not. `freed` is the held amount that it ends."""
    refuse_unfit(draft.debit_account_id, draft.credit_account_id, draft.amount)
    await session.flush()
    more = {"fresh_id": new_id(), "key": key, "now": now, "freed": freed, "clamp": clamp}
    facts = asdict(draft) | more
    made = await session.scalar(MOVE, facts)
    if made is None:
        made = await earlier(session, draft, key=key, clamp=clamp)
    if made is None and await _may_again(session, draft, now=now):
        made = await session.scalar(MOVE, facts)
    if made is None:
        raise await too_low(session, draft.debit_account_id)
    return made


def refuse_unfit(debit_account_id: UUID, credit_account_id: UUID, amount: int) -> None:
    """Refuse what no balance could make right."""
    if type(amount) is not int or not 0 < amount <= BIGINT_MAX:
        raise AmountUnfit
    if debit_account_id == credit_account_id:
        raise AccountsAlike


async def _may_again(session: AsyncSession, draft: Draft, *, now: datetime) -> bool:
    """Why nothing moved: strangers are refused; freed holds are worth another try."""
    await refuse_strangers(session, draft.debit_account_id, draft.credit_account_id)
    return bool(await free_lapsed(session, {draft.debit_account_id}, now=now))


async def earlier(
    session: AsyncSession, draft: Draft, *, key: str, clamp: bool = False
) -> Transfer | None:
    """The transfer that this key made already, or that reversed the same one under another."""
    first = await session.scalar(select(Transfer).where(Transfer.key == key))
    if first is not None:
        if not _same(first, draft, clamp=clamp):
            raise TransferKeyReused
        return first
    if draft.reverses_id is not None:
        reversal = select(Transfer.id).where(Transfer.reverses_id == draft.reverses_id)
        if await session.scalar(reversal) is not None:
            raise AlreadyReversed
    return None


def _same(first: Transfer, draft: Draft, *, clamp: bool) -> bool:
    facts = asdict(draft)
    if clamp:  # how much was there then is no fact of the request
        del facts["amount"]
    return all(getattr(first, name) == value for name, value in facts.items())
