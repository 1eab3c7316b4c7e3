"""Pools over HTTP: for those who join them."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.places.models import Place
from shequ_api.base.residency.queries import home_community_of
from shequ_api.features.need_pools import queries
from shequ_api.features.need_pools.loading_router import AnyPool
from shequ_api.features.need_pools.models import NeedPool, NeedPoolMember
from shequ_api.features.need_pools.permissions import PoolPermission
from shequ_api.features.need_pools.rules import pool_line
from shequ_api.features.need_pools.schemas import (
    MyNeedPoolLine,
    NeedPoolLine,
    NeedPoolView,
    PoolJoining,
)
from shequ_api.features.need_pools.service import ending, members
from shequ_api.kit.clock import china_date
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.versions import show_version
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["need_pools"])
Joiner = Annotated[Actor, Depends(may(PoolPermission.JOIN))]


@router.get("/need-pools")
async def list_need_pools(
    actor: Joiner,
    session: Session,
    paging: ThePaging,
    now: Now,
    place_id: Annotated[
        UUID | None, Query(description="Of the community of this place; else of my own")
    ] = None,
) -> Page[NeedPoolLine]:
    """统单列表: Pools of a community that one can join, the soonest to close first."""
    if place_id is None:
        place_id = await session.scalar(home_community_of(actor.person_id, china_date(now)))
    place = await session.get(Place, place_id) if place_id else None
    if place is None or place.community_id is None:
        return Page(items=[], next_cursor=None)
    lines = queries.pool_lines(queries.open_in(place.community_id, now))
    rows, cursor = await page_of(session, lines, queries.ORDER, paging, ascending=True)
    return Page(items=[NeedPoolLine(**pool_line(row)) for row in rows], next_cursor=cursor)


@router.get("/me/need-pools")
async def list_my_need_pools(
    actor: Joiner, session: Session, paging: ThePaging
) -> Page[MyNeedPoolLine]:
    """我的统单: Pools that I am in, or was in at last; those that I joined last first."""
    lines = queries.memberships_of(actor.person_id)
    order = [NeedPoolMember.joined_at, NeedPoolMember.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[MyNeedPoolLine(**pool_line(row)) for row in rows], next_cursor=cursor)


@router.get("/need-pools/{need_pool_id}")
async def get_need_pool(
    pool: AnyPool, actor: Joiner, session: Session, response: Response
) -> NeedPoolView:
    """查看统单: A pool, how many are in it, and what came of it."""
    return await pool_view(session, pool, actor, response)


@router.put("/need-pools/{need_pool_id}/membership")
async def join_need_pool(
    said: PoolJoining,
    pool: AnyPool,
    actor: Joiner,
    session: Session,
    response: Response,
    now: Now,
) -> NeedPoolView:
    """我也要: Join a pool until it closes, with a need of mine that waits or with a new one that
    says what the pool says. Safe to repeat: who is in it stays in it as they are."""
    await members.join(session, actor, pool, said, now=now)
    return await pool_view(session, pool, actor, response)


@router.delete("/need-pools/{need_pool_id}/membership")
async def leave_need_pool(
    pool: AnyPool, actor: Joiner, session: Session, response: Response, now: Now
) -> NeedPoolView:
    """退出统单: Leave a pool before it closes, or, where the staff gathered my need, before it is
    ordered; my need waits again. A closed pool with too few members then lapses."""
    await ending.leave(session, actor, pool, now=now)
    return await pool_view(session, pool, actor, response)


async def pool_view(
    session: AsyncSession, pool: NeedPool, actor: Actor, response: Response
) -> NeedPoolView:
    """A pool as it stands now, with its version."""
    await session.flush()
    row = await session.execute(queries.pool_views(pool.id, actor.person_id))
    view = NeedPoolView(**pool_line(row.mappings().one()))
    show_version(response, view.version)
    return view
