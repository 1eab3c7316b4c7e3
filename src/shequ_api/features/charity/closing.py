"""Closing pools: what is left goes to the community's general pool, and says why."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Clockwork, record
from shequ_api.base.places.models import Place
from shequ_api.blocks.ledger.locks import free_lapsed, lock_accounts
from shequ_api.blocks.ledger.service import transfer
from shequ_api.features.charity import queries
from shequ_api.features.charity.events import PoolClosed
from shequ_api.features.charity.models import Pool
from shequ_api.features.charity.rules import GENERAL
from shequ_api.features.charity.service import general_pool
from shequ_api.kit.errors import NotNow
from shequ_api.kit.ids import new_id

TIME_OVER = "到期截止"
A_ROUND = 50


class GeneralPoolStays(NotNow):
    code, title = "general_pool_stays", "社区公益池不能关闭，只能关闭专项池"


class PoolAlreadyClosed(NotNow):
    code, title = "pool_already_closed", "这个公益池已经关闭"


async def close_pool(
    session: AsyncSession, pool: Pool, *, reason: str, closed_by_id: UUID | None, now: datetime
) -> Pool:
    """Close a pool. What is set aside for households stays for them."""
    await session.refresh(pool, with_for_update={"key_share": True})
    if pool.purpose == GENERAL:
        raise GeneralPoolStays
    if pool.closed_at is not None:
        raise PoolAlreadyClosed
    pool.closed_at, pool.closed_by_id, pool.close_reason = now, closed_by_id, reason
    rest = await _move_rest(session, pool, now=now)
    closed = PoolClosed(
        subject_id=pool.id,
        district_id=pool.district_id,
        community_id=pool.community_id,
        rest_points=rest,
    )
    record(session, closed, now=now)
    return pool


async def _move_rest(session: AsyncSession, pool: Pool, *, now: datetime) -> int:
    """Give what is free in a closed pool to the general one; how much."""
    community = await session.get_one(Place, pool.community_id)
    general = await general_pool(session, community, now=now)
    await session.refresh(general, with_for_update={"key_share": True})  # rows before accounts
    accounts = await lock_accounts(session, {pool.account_id, general.account_id})
    await free_lapsed(session, {pool.account_id}, now=now)
    account = accounts[pool.account_id]
    await session.refresh(account)
    rest = account.balance - account.held
    if rest > 0:
        await session.execute(queries.moved_on(pool.id, -rest))
        await session.execute(queries.moved_on(general.id, rest))
        await transfer(
            session,
            key=f"pool_rest/{new_id()}",  # how much it is was read under the lock
            debit_account_id=pool.account_id,
            credit_account_id=general.account_id,
            amount=rest,
            reason=f"{pool.title}结余转入{general.title}：{pool.close_reason}",
            reference_kind="charity_pool",
            reference_id=pool.id,
            now=now,
        )
    return rest


async def close_over(session: AsyncSession, now: datetime) -> None:
    """Close the pools whose time is over, and pass on what came back to closed ones."""
    due = list(await session.scalars(queries.due_to_close(now, A_ROUND)))
    rests = list(await session.scalars(queries.with_rests(A_ROUND)))
    communities = {pool.community_id for pool in (*due, *rests)}
    accounts = {pool.account_id for pool in (*due, *rests)}
    for community_id in sorted(communities):
        community = await session.get_one(Place, community_id)
        general = await general_pool(session, community, now=now)
        await session.refresh(general, with_for_update={"key_share": True})
        accounts.add(general.account_id)
    await lock_accounts(session, accounts)  # all at once: several would be locked out of order
    for pool in due:
        await close_pool(session, pool, reason=TIME_OVER, closed_by_id=None, now=now)
    for pool in rests:
        await _move_rest(session, pool, now=now)


CLOCKWORKS = [Clockwork("charity.close_pools", timedelta(minutes=10), close_over)]
