"""Loading pools: any one to read and join, those of one's scope to work on."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy import select

from shequ_api.base.access.actor import in_scope
from shequ_api.base.access.policies import AnyActor
from shequ_api.features.need_pools.models import NeedPool
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Session


async def any_pool(need_pool_id: UUID, _: AnyActor, session: Session) -> NeedPool:
    """A pool, wherever it is: what the staff say of it is for everybody."""
    pool = await session.get(NeedPool, need_pool_id)
    if pool is None:
        raise Absent
    return pool


async def pool_in_scope(need_pool_id: UUID, actor: AnyActor, session: Session) -> NeedPool:
    """A pool in the scope of the acting posting."""
    wanted = select(NeedPool).where(NeedPool.id == need_pool_id, in_scope(actor, NeedPool))
    pool = await session.scalar(wanted)
    if pool is None:
        raise Absent
    return pool


AnyPool = Annotated[NeedPool, Depends(any_pool)]
OurPool = Annotated[NeedPool, Depends(pool_in_scope)]
