"""The pools of a community in the hands of its staff, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.models import Place
from shequ_api.features.charity import queries, service
from shequ_api.features.charity.closing import close_pool
from shequ_api.features.charity.models import Pool
from shequ_api.features.charity.permissions import CharityPermission
from shequ_api.features.charity.schemas import (
    PoolClosing,
    PoolDraft,
    PoolView,
    ThanksDraft,
    ThanksView,
)
from shequ_api.features.charity.showing import pool_view
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router, moves

router = Router(tags=["charity"])
Steward = Annotated[Actor, Depends(may(CharityPermission.MANAGE))]


async def pool_in_scope(pool_id: UUID, actor: AnyActor, session: Session) -> Pool:
    """A pool of the community that the actor works for."""
    pool = await session.get(Pool, pool_id)
    if pool is None or not actor.covers(pool):
        raise Absent
    return pool


PoolInScope = Annotated[Pool, Depends(pool_in_scope)]


async def _shown(session: AsyncSession, pool: Pool) -> PoolView:
    await session.flush()
    found = await session.execute(queries.pool_lines(Pool.id == pool.id))
    return pool_view(dict(found.mappings().one()))


@router.post("/charity/pools", status_code=201)
async def open_charity_pool(
    draft: PoolDraft, actor: Steward, session: Session, now: Now
) -> PoolView:
    """设立公益池: Open a pool for one purpose of my community, with a goal and an end or without.

    Pools are known to everybody who is signed in.
    """
    community = await session.get(Place, draft.community_id)
    if community is None or community.ended_at is not None or not actor.covers(community):
        raise Absent
    facts = draft.model_dump(exclude={"community_id"})
    return await _shown(
        session, await service.open_pool(session, actor, community, **facts, now=now)
    )


@router.post("/charity/pools/{pool_id}/closing")
@moves
async def close_charity_pool(
    actor: Steward, pool: PoolInScope, closing: PoolClosing, session: Session, now: Now
) -> PoolView:
    """关闭公益池: Close a pool; what is left goes to the general one, for everybody to read why.

    What is set aside for households stays for them until they have it, or its time is over.
    """
    await close_pool(session, pool, reason=closing.reason, closed_by_id=actor.person_id, now=now)
    return await _shown(session, pool)


@router.post("/charity/pools/{pool_id}/thanks", status_code=201)
async def thank_donors(
    actor: Steward, pool: PoolInScope, draft: ThanksDraft, session: Session, now: Now
) -> ThanksView:
    """向捐赠人致谢: Let donors of a pool know what those who were helped say, of nobody by name."""
    thanks = service.thank(session, actor, pool, draft.words, now=now)
    await session.flush()
    return ThanksView.model_validate(thanks)
