"""Holding a pool, counting who is in it, and what its facts say."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.features.need_pools.events import PoolFellShort, PoolReached
from shequ_api.features.need_pools.flow import PoolState
from shequ_api.features.need_pools.models import NeedPool
from shequ_api.kit.errors import NotNow


class PoolNotGathering(NotNow):
    """Says in which state it is."""

    code, title = "need_pool_not_gathering", "这个统单已截止"


async def hold(session: AsyncSession, pool: NeedPool) -> None:
    """The pool as it stands. Whoever joins, leaves or ends it holds it first, then its case, then
    needs in the order of their ids: of two at once the second sees what the first did."""
    await session.refresh(pool, with_for_update=True)


async def hold_open(session: AsyncSession, pool: NeedPool, *, now: datetime) -> None:
    """The same, of one that people still join and leave: its closing instant ends that, however
    late the clock comes."""
    await hold(session, pool)
    refuse_over(pool, now)


def refuse_over(pool: NeedPool, now: datetime) -> None:
    """Raises `PoolNotGathering`."""
    if pool.state != PoolState.GATHERING or now >= pool.closes_at:
        raise PoolNotGathering(state=pool.state)


def count(
    session: AsyncSession, pool: NeedPool, *, members: int, units: int, now: datetime
) -> None:
    """So many more (or fewer) are in a pool that is held; whether it has enough is told."""
    had = pool.members >= pool.least_members
    pool.members += members
    pool.units += units
    has = pool.members >= pool.least_members
    if pool.state == PoolState.GATHERING and has != had:
        turned = PoolReached if has else PoolFellShort
        record(session, turned(**facts_of(pool, now)), now=now)


def facts_of(pool: NeedPool, now: datetime) -> dict[str, Any]:
    """What every fact of a pool says."""
    return {
        "subject_id": pool.id,
        "district_id": pool.district_id,
        "community_id": pool.community_id,
        "category_code": pool.category_code,
        "settlement": pool.settlement,
        "members": pool.members,
        "at": now,
    }
