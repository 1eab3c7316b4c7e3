"""Moving what is over from accounts to their district's account of expired points."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.locks import free_lapsed, lock_accounts
from shequ_api.blocks.ledger.models import Account, Hold, Ledger, Transfer
from shequ_api.blocks.ledger.service import open_account, transfer
from shequ_api.features.points_lots.models import PointsLot, PointsLotDraw
from shequ_api.features.points_lots.queries import districts
from shequ_api.features.points_lots.rules import Protection, Remains, in_turn, unprotected
from shequ_api.features.points_lots.service.lots import change_lots
from shequ_api.features.points_lots.standing import (
    clock,
    expired_of,
    is_expired,
    is_live,
    placed_on,
)

REASON = "积分到期"
KIND = "expired_points"
EVERY = timedelta(seconds=2)
LOTS_A_ROUND = 100
"""Looked at by one run of the clock: each account among them is swept whole. Few, since whoever
spends from one of them waits for the run."""


def _owner_key(district_id: UUID) -> str:
    return f"expired/{district_id}"


async def sweep(session: AsyncSession, now: datetime) -> int:
    """Sweep some accounts of one district that nobody is using; how many. Runs on a clock, and each
    time another district comes first.

    The account of expired points is locked first and no other is waited for: whoever spends may
    wait for this, and never in a ring.
    """
    for district_id in in_turn((await session.scalars(districts())).all(), now, EVERY):
        due = await _due_in(session, district_id, now)
        if due and (swept := await _sweep_some(session, district_id, due, now=now)):
            return swept
    return 0


async def _due_in(session: AsyncSession, district_id: UUID, now: datetime) -> set[UUID]:
    """Some accounts of a district of which something is over for good."""
    lots = (
        select(PointsLot.account_id)
        .where(PointsLot.district_id == district_id, is_expired())
        .where(expired_of(PointsLot.account_id, PointsLot) > 0)
        .order_by(PointsLot.expires_on, PointsLot.account_id)
        .limit(LOTS_A_ROUND)
    )
    return set(await session.scalars(lots, clock(now)))


async def _sweep_some(
    session: AsyncSession, district_id: UUID, due: Collection[UUID], *, now: datetime
) -> int:
    expiry = await open_account(
        session,
        ledger=Ledger.POINTS,
        owner_key=_owner_key(district_id),
        kind=KIND,
        district_id=district_id,
        floor=0,
        now=now,
    )
    await lock_accounts(session, {expiry.id})
    idle = select(Account).where(Account.id.in_(due)).order_by(Account.id)
    idle = idle.with_for_update(skip_locked=True, key_share=True)
    fresh = idle.execution_options(populate_existing=True)
    accounts = {account.id: account for account in await session.scalars(fresh)}
    await free_lapsed(session, accounts.keys(), now=now)
    return await _sweep_locked(session, accounts, expiry.id, now=now)


async def sweep_before(
    session: AsyncSession, debit_account_id: UUID, credit_account_id: UUID, *, now: datetime
) -> None:
    """Lock two accounts and sweep the one that gives, where nobody sweeps others right now.

    The account of expired points is tried, not waited for: it may stand before them in the order.
    """
    accounts = await lock_accounts(session, {debit_account_id, credit_account_id})
    account = accounts.get(debit_account_id)
    if account is None:
        return
    await free_lapsed(session, {account.id}, now=now)
    free = select(Account.id).where(
        Account.ledger == Ledger.POINTS, Account.owner_key == _owner_key(account.district_id)
    )
    expiry_id = await session.scalar(free.with_for_update(skip_locked=True, key_share=True))
    if expiry_id is not None:
        await _sweep_locked(session, {account.id: account}, expiry_id, now=now)


async def lost_of(session: AsyncSession, credit: Transfer, *, now: datetime) -> int:
    """How much of what a credit brought was over before anybody used it; swept or not. The account
    is locked."""
    own = (PointsLot.transfer_id == credit.id, PointsLot.account_id == credit.credit_account_id)
    swept = (
        select(func.coalesce(func.sum(PointsLotDraw.points), 0))
        .join(PointsLot, PointsLot.id == PointsLotDraw.lot_id)
        .join(Transfer, Transfer.id == PointsLotDraw.transfer_id)
        .join(Account, Account.id == Transfer.credit_account_id)
        .where(*own, Account.kind == KIND)
    )
    lost = int(await session.scalar(swept) or 0)
    its = set(await session.scalars(select(PointsLot.id).where(*own, is_expired()), clock(now)))
    if not its:
        return lost
    # What a hold protects is not over, and it may protect these while others of the account are.
    account_id = credit.credit_account_id
    lots = await _lots_of(session, {account_id}, now)
    holds = await _holds_of(session, {account_id}, now)
    over = unprotected(lots[account_id], holds[account_id])
    return lost + sum(points for lot_id, points in over.items() if lot_id in its)


async def _sweep_locked(
    session: AsyncSession, accounts: Mapping[UUID, Account], expiry_id: UUID, *, now: datetime
) -> int:
    """Sweep accounts that are locked, as is the one that takes; how many had anything."""
    lots, holds = await _lots_of(session, accounts, now), await _holds_of(session, accounts, now)
    drawn = {}
    for account_id, account in accounts.items():
        over = unprotected(lots[account_id], holds[account_id])
        if not over:
            continue
        state = account.moved_at.isoformat() if account.moved_at else "opened"
        made = await transfer(
            session,
            key=f"expire/{account_id}/{state}",
            debit_account_id=account_id,
            credit_account_id=expiry_id,
            amount=sum(over.values()),
            reason=REASON,
            now=now,
        )
        drawn[made.id] = over
    await change_lots(session, drawn)
    return len(drawn)


async def _lots_of(
    session: AsyncSession, accounts: Collection[UUID], now: datetime
) -> Mapping[UUID, list[Remains]]:
    columns = (PointsLot.account_id, PointsLot.id, PointsLot.remaining, PointsLot.expires_on)
    over = select(*columns).where(PointsLot.account_id.in_(accounts), is_expired())
    found = defaultdict(list)
    for account_id, lot_id, remaining, expires_on in await session.execute(over, clock(now)):
        found[account_id].append(Remains(lot_id, remaining, expires_on))
    return found


async def _holds_of(
    session: AsyncSession, accounts: Collection[UUID], now: datetime
) -> Mapping[UUID, list[Protection]]:
    live = select(Hold.debit_account_id, Hold.amount, placed_on()).where(
        Hold.debit_account_id.in_(accounts), is_live()
    )
    found = defaultdict(list)
    for account_id, amount, on in await session.execute(live, clock(now)):
        found[account_id].append(Protection(amount, on))
    return found
