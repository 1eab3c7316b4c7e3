"""Who is in a pool: joining, being gathered, leaving, being put back."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.features.need_pools import queries
from shequ_api.features.need_pools.events import NeedGathered
from shequ_api.features.need_pools.flow import NOT_ORDERED, PoolState
from shequ_api.features.need_pools.models import NeedPool, NeedPoolMember
from shequ_api.features.need_pools.rules import EndKind
from shequ_api.features.need_pools.schemas import PoolJoining
from shequ_api.features.need_pools.service.holding import count, hold, hold_open, refuse_over
from shequ_api.features.needs.public import (
    Need,
    NeedDraft,
    NeedState,
    NotYourNeed,
    hold_waiting,
    place_need,
    turn,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent, Forbidden, Malformed, NotNow
from shequ_api.kit.ids import new_id
from shequ_api.kit.repointing import QUIET

WAITS_ON = timedelta(days=90)
"""How long a need that was made by joining is wanted after the closing day, should it lapse."""


class PoolFull(NotNow):
    """Facts: `most_members`."""

    code, title = "need_pool_full", "这个统单已满员"


class NotOfPoolsCommunity(Forbidden):
    code = "need_pool_not_of_community"
    title = "住在或服务于这个社区，才能加入这个统单"

    def __init__(self) -> None:
        super().__init__("请先登记住处", operation="claim_residency")


class NeedElsewhere(Malformed):
    code, title = "need_elsewhere", "只能汇集同一社区的点单"


class NeedUnknown(Malformed):
    code, title = "need_unknown", "要汇集的点单不存在，或不在这个社区"


class MemberTwice(NotNow):
    """Facts: `need_id`. One person has one place in a pool."""

    code, title = "need_pool_member_twice", "同一个人在一个统单里只能有一个点单"


class PooledMeanwhile(NotNow):
    """Two took it into their pools at the same moment; the other was first."""

    code, title = "need_pooled_meanwhile", "这个点单刚刚已并入其他统单"


class NotAMember(NotNow):
    code, title = "need_pool_not_a_member", "您不在这个统单里"


async def join(
    session: AsyncSession, actor: Actor, pool: NeedPool, said: PoolJoining, *, now: datetime
) -> NeedPoolMember:
    """Me too: with a waiting need of one's own, or with one that says what the pool says. Who is in
    it stays in it."""
    await hold_open(session, pool, now=now)
    standing = await session.scalar(queries.standing(pool.id, actor.person_id))
    if standing is not None:
        return standing
    if not await belongs(session, actor, pool.community_id, now=now):
        raise NotOfPoolsCommunity
    _refuse_full(pool, 1)
    await _own_need(session, actor, pool, said, now)
    [need] = await hold_waiting(session, [said.need_id])
    if need.community_id != pool.community_id:
        raise NeedElsewhere
    [member] = await _take_in(session, pool, [need], gathered_by_id=None, now=now)
    return member


async def _own_need(
    session: AsyncSession, actor: Actor, pool: NeedPool, said: PoolJoining, now: datetime
) -> None:
    """The actor's need under this id, as it is or made now."""
    kept = await session.get(Need, said.need_id)
    if kept is not None:
        if kept.person_id != actor.person_id:
            raise NotYourNeed
        return
    draft = NeedDraft(
        place_id=said.place_id or pool.place_id,
        category_code=pool.category_code,
        text=pool.title,
        quantity=said.quantity,
        until_on=pool.closes_on + WAITS_ON,
        would_pay=said.would_pay,
        would_help=said.would_help,
    )
    await place_need(session, actor, draft, need_id=said.need_id, of_pool=True, now=now)


async def belongs(
    session: AsyncSession, actor: Actor, community_id: UUID, *, now: datetime
) -> bool:
    """Whether somebody has to do with a community: serves or lives there, or its staff made a need
    of a ticket of theirs. Placing a need is open to all, and so says nothing."""
    if any(posting.community_id == community_id for posting in actor.postings):
        return True
    lives = queries.belongs(actor.person_id, community_id, china_date(now))
    return bool(await session.scalar(lives))


async def gather(
    session: AsyncSession,
    actor: Actor,
    pool: NeedPool,
    need_ids: Collection[UUID],
    *,
    now: datetime,
) -> None:
    """Take waiting needs of its community into a pool: all or none."""
    await hold_open(session, pool, now=now)
    _refuse_full(pool, len(set(need_ids)))
    needs = await hold_waiting(session, need_ids)
    inside = [need for need in needs if need.community_id == pool.community_id]
    if len(inside) != len(set(need_ids)):
        raise NeedUnknown
    await _refuse_twice(session, pool, inside)
    await _take_in(session, pool, inside, gathered_by_id=actor.person_id, now=now)
    for need in inside:
        told = {"need_id": need.id, "person_id": need.person_id}
        gathered = NeedGathered(subject_id=pool.id, district_id=pool.district_id, **told)
        record(session, gathered, now=now)


async def _refuse_twice(session: AsyncSession, pool: NeedPool, needs: Collection[Need]) -> None:
    inside = set(await session.scalars(queries.persons_in(pool.id)))
    for need in needs:
        if need.person_id in inside:
            raise MemberTwice(need_id=str(need.id))
        inside.add(need.person_id)


def _refuse_full(pool: NeedPool, more: int) -> None:
    if pool.most_members is not None and pool.members + more > pool.most_members:
        raise PoolFull(most_members=pool.most_members)


async def _take_in(
    session: AsyncSession,
    pool: NeedPool,
    needs: Collection[Need],
    *,
    gathered_by_id: UUID | None,
    now: datetime,
) -> list[NeedPoolMember]:
    members = [
        NeedPoolMember(
            id=new_id(),
            pool_id=pool.id,
            need_id=need.id,
            person_id=need.person_id,
            district_id=pool.district_id,
            quantity=need.quantity,
            joined_at=now,
            gathered_by_id=gathered_by_id,
        )
        for need in needs
    ]
    session.add_all(members)
    for need in needs:
        need.state = NeedState.POOLED
    count(session, pool, members=len(members), units=sum(n.quantity for n in needs), now=now)
    await session.flush()
    return members


async def leave(session: AsyncSession, actor: Actor, pool: NeedPool, *, now: datetime) -> None:
    """Whoever is in a gathering pool leaves it, whoever was gathered until it is ordered: staff may
    gather and close at once. Their need waits again."""
    await hold(session, pool)
    member = await session.scalar(queries.standing(pool.id, actor.person_id))
    if member is None or member.gathered_by_id is None or pool.state not in NOT_ORDERED:
        refuse_over(pool, now)
    if member is None:
        raise NotAMember
    await end_membership(session, pool, member, now=now)


async def put_back(session: AsyncSession, pool: NeedPool, need_id: UUID, *, now: datetime) -> None:
    """The staff take a need out again."""
    await hold_open(session, pool, now=now)
    member = await session.scalar(queries.standing_need(pool.id, need_id))
    if member is None:
        raise Absent
    await end_membership(session, pool, member, now=now)


async def end_membership(
    session: AsyncSession, pool: NeedPool, member: NeedPoolMember, *, now: datetime
) -> None:
    """Somebody is in a held pool no more; their need waits again."""
    member.ended_at, member.end_kind = now, EndKind.LEFT
    count(session, pool, members=-1, units=-member.quantity, now=now)
    await session.flush()
    this = select(NeedPoolMember.need_id).where(NeedPoolMember.id == member.id)
    await turn(session, this, NeedState.WAITING, None)


async def settle_all(
    session: AsyncSession, pool: NeedPool, state: PoolState, *, now: datetime
) -> None:
    """What became of a held pool becomes of the needs in it: met with it, or free for another
    one."""
    standing = (NeedPoolMember.pool_id == pool.id, NeedPoolMember.ended_at.is_(None))
    needs = select(NeedPoolMember.need_id).where(*standing)
    if state == PoolState.DELIVERED:
        await turn(session, needs, NeedState.SETTLED, now)
        return
    await turn(session, needs, NeedState.WAITING, None)
    over: dict[str, Any] = {"ended_at": now, "end_kind": EndKind.RELEASED}
    released = update(NeedPoolMember).where(*standing).values(over)
    await session.execute(released, execution_options=QUIET)
