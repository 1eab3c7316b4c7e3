"""What this feature keeps about persons: in which pools they are, and which they opened."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.need_pools import queries
from shequ_api.features.need_pools.flow import UNMET
from shequ_api.features.need_pools.models import NeedPool, NeedPoolMember
from shequ_api.features.need_pools.service.ending import lapse_short
from shequ_api.features.need_pools.service.holding import hold
from shequ_api.features.need_pools.service.members import end_membership
from shequ_api.features.needs.public import forget_needs
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import repoint


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The pools that I am or was in, those that I opened, and whom I gathered into which."""
    mine = (
        select(NeedPoolMember, NeedPool.title)
        .join(NeedPool, NeedPool.id == NeedPoolMember.pool_id)
        .where(NeedPoolMember.person_id == person_id)
        .order_by(NeedPoolMember.joined_at)
    )
    opened = select(NeedPool).where(NeedPool.opened_by_id == person_id).order_by(NeedPool.opened_at)
    gathered = select(NeedPoolMember.joined_at).where(NeedPoolMember.gathered_by_id == person_id)
    return {
        "参加的统单": [
            {
                "统单": title,
                "数量": member.quantity,
                "加入时间": member.joined_at,
                "由社区汇集": member.gathered_by_id is not None,
                "退出时间": member.ended_at,
            }
            for member, title in await session.execute(mine)
        ],
        "发起的统单": [
            {"统单": each.title, "时间": each.opened_at} for each in await session.scalars(opened)
        ],
        "汇集的点单": [
            {"时间": at}
            for at in await session.scalars(gathered.order_by(NeedPoolMember.joined_at))
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """They leave the pools of which nothing came yet, so that whoever orders counts right; of those
    that were delivered they were part, and are counted. A closed one that has too few then
    lapses."""
    for pool_id in await session.scalars(queries.unmet_of(person_id)):
        pool = await session.get_one(NeedPool, pool_id)
        await hold(session, pool)
        # Read once it is held: who left at this moment, or was delivered, is not counted off.
        member = await session.scalar(queries.standing(pool_id, person_id))
        if member is not None and pool.state in UNMET:
            await end_membership(session, pool, member, now=now)
            await lapse_short(session, pool, now=now)
    await forget_needs(session, person_id, now)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, now: datetime) -> None:
    """One human being has one place in a pool: the kept person's. What the staff did stays as it
    was signed."""
    for pool_id in await session.scalars(queries.with_both(kept_id, merged_id)):
        pool = await session.get_one(NeedPool, pool_id)
        await hold(session, pool)
        member = await session.scalar(queries.standing(pool_id, merged_id))
        if member is not None:
            await end_membership(session, pool, member, now=now)
            await lapse_short(session, pool, now=now)
    await repoint(session, [NeedPoolMember.person_id], old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=(
        "need_pools.opened_by_id",
        "need_pool_members.person_id",
        "need_pool_members.gathered_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
