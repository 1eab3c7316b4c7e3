"""Locking accounts, and what may be done and said only while they are locked."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.models import Account, Hold, HoldStatus
from shequ_api.blocks.ledger.refusals import AccountsUnlike, AccountUnknown, BalanceTooLow


async def lock_accounts(
    session: AsyncSession, account_ids: Collection[UUID]
) -> dict[UUID, Account]:
    """Lock accounts in the order of their ids, until the transaction ends; fresh rows by id.

    Holders of locks on accounts never wait for one another in a ring, so none is a victim.
    """
    await session.flush()
    statement = select(Account).where(Account.id.in_(account_ids)).order_by(Account.id)
    locked = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    return {account.id: account for account in await session.scalars(locked)}


async def free_lapsed(
    session: AsyncSession, account_ids: Collection[UUID], *, now: datetime
) -> int:
    """Mark the lapsed holds of accounts that are locked already; how many there were."""
    ending = (
        update(Hold)
        .where(
            Hold.debit_account_id.in_(account_ids),
            Hold.status == HoldStatus.HELD,
            Hold.expires_at <= now,
        )
        .values(status=HoldStatus.EXPIRED, ended_at=Hold.expires_at)
        .returning(Hold.debit_account_id, Hold.amount)
        .cte("ended")
    )
    account_id, freed = ending.c.debit_account_id, func.sum(ending.c.amount)
    sums = select(account_id, freed.label("freed"), func.count().label("holds"))
    by_account = sums.group_by(account_id).cte("by_account")
    statement = (
        update(Account)
        .where(Account.id == by_account.c.debit_account_id)
        .values(held=Account.held - by_account.c.freed)
        .returning(by_account.c.holds)
        .execution_options(synchronize_session=False)
    )
    return sum(await session.scalars(statement))


async def refuse_strangers(
    session: AsyncSession, debit_account_id: UUID, credit_account_id: UUID
) -> None:
    """Lock both accounts; refuse unknown ones and pairs of two ledgers or districts."""
    found = await lock_accounts(session, {debit_account_id, credit_account_id})
    _refuse([(account.ledger, account.district_id) for account in found.values()])


async def refuse_unlike(
    session: AsyncSession, debit_account_id: UUID, credit_account_id: UUID
) -> None:
    """Refuse unknown accounts and pairs of two ledgers or districts, which never change: nothing is
    locked, so whoever has one of the two already waits for nobody."""
    both = Account.id.in_((debit_account_id, credit_account_id))
    found = await session.execute(select(Account.ledger, Account.district_id).where(both))
    _refuse([(ledger, district_id) for ledger, district_id in found])


def _refuse(kinds: list[tuple[str, UUID]]) -> None:
    if len(kinds) < 2:
        raise AccountUnknown
    if kinds[0] != kinds[1]:
        raise AccountsUnlike


async def too_low(session: AsyncSession, account_id: UUID) -> BalanceTooLow:
    """The refusal of an account that is locked already."""
    account = (await lock_accounts(session, {account_id}))[account_id]
    available = account.balance - account.held - (account.floor or 0)
    return BalanceTooLow(balance=account.balance, available=available)
