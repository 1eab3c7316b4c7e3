"""Matters about pools: read from the pool as it stands, so that whoever comes late does no harm."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import Reaction
from shequ_api.base.places.models import Grid, GridKind
from shequ_api.features.inbox.public import (
    MessageKind,
    close_matters_about,
    is_told_about,
    tell_offices,
)
from shequ_api.features.need_pools.events import (
    PoolCancelled,
    PoolChanged,
    PoolClosed,
    PoolClosingSoon,
    PoolFact,
    PoolFellShort,
    PoolLapsed,
    PoolReached,
)
from shequ_api.features.need_pools.public import NeedPool, PoolState
from shequ_api.features.need_ratings.events import PoolRated

REACHED = MessageKind.NEED_POOL_REACHED
CLOSING = MessageKind.NEED_POOL_CLOSING
LOW = MessageKind.NEED_POOL_RATED_LOW
TOLD_FOR = timedelta(days=14)
"""How long the staff read that a pool was rated low."""


async def _held(session: AsyncSession, pool_id: UUID) -> NeedPool:
    """The pool as it stands: whoever ends it comes after this, and closes what was opened."""
    this = select(NeedPool).where(NeedPool.id == pool_id).with_for_update(read=True)
    return (await session.scalars(this.execution_options(populate_existing=True))).one()


async def follow(session: AsyncSession, fact: PoolFact, now: datetime) -> None:
    """It has enough members, and may be closed, or has them no more; or it closes later than it
    did."""
    pool = await _held(session, fact.subject_id)
    gathering = pool.state == PoolState.GATHERING
    if gathering and pool.members >= pool.least_members:
        await _tell(session, REACHED, pool, closes_at=pool.closes_at, now=now)
    else:
        await close_matters_about(session, REACHED, [pool.id], now=now)
    if pool.warned_at is None:
        await close_matters_about(session, CLOSING, [pool.id], now=now)


async def tell_closing(session: AsyncSession, fact: PoolClosingSoon, now: datetime) -> None:
    """It closes within a day: time to gather more, or to give it longer."""
    pool = await _held(session, fact.subject_id)
    if pool.state == PoolState.GATHERING:
        await _tell(session, CLOSING, pool, closes_at=pool.closes_at, now=now)


async def end(session: AsyncSession, fact: PoolFact, now: datetime) -> None:
    """It gathers no more."""
    for kind in (REACHED, CLOSING):
        await close_matters_about(session, kind, [fact.subject_id], now=now)


async def tell_low(session: AsyncSession, fact: PoolRated, now: datetime) -> None:
    """Somebody who was in it is not content."""
    if fact.low:
        pool = await _held(session, fact.subject_id)
        await _tell(session, LOW, pool, closes_at=now + TOLD_FOR, now=now)


async def _tell(
    session: AsyncSession, kind: MessageKind, pool: NeedPool, *, closes_at: datetime, now: datetime
) -> None:
    if await is_told_about(session, kind, pool.id, closes_at=closes_at):
        return
    total = (Grid.community_id == pool.community_id, Grid.kind == GridKind.TOTAL)
    chiefs = await session.scalars(select(Grid.id).where(*total, Grid.ended_at.is_(None)))
    staff = [(Role.GRID_CHIEF, each) for each in chiefs]
    await tell_offices(
        session,
        kind,
        [(Role.COMMUNITY_WORKER, pool.community_id), *staff],
        occasion_id=pool.id,
        about_id=pool.id,
        district_id=pool.district_id,
        closes_at=closes_at,
        now=now,
    )


REACTIONS = [
    *(
        Reaction(f"need_matters.{fact.name}", fact, follow)
        for fact in (PoolChanged, PoolReached, PoolFellShort)
    ),
    Reaction("need_matters.closing_soon", PoolClosingSoon, tell_closing),
    *(
        Reaction(f"need_matters.end_{fact.name}", fact, end)
        for fact in (PoolClosed, PoolLapsed, PoolCancelled)
    ),
    Reaction("need_matters.rated_low", PoolRated, tell_low),
]
