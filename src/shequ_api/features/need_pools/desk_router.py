"""Pools over HTTP: for the staff who open, gather and order."""

from typing import Annotated

from fastapi import Depends, Path, Query, Response

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import may
from shequ_api.features.need_pools import queries
from shequ_api.features.need_pools.flow import PoolState
from shequ_api.features.need_pools.loading_router import OurPool
from shequ_api.features.need_pools.models import NeedPool
from shequ_api.features.need_pools.permissions import PoolPermission
from shequ_api.features.need_pools.router import pool_view
from shequ_api.features.need_pools.rules import pool_line
from shequ_api.features.need_pools.schemas import (
    NeedGathering,
    NeedPoolContent,
    NeedPoolDraft,
    NeedPoolLine,
    NeedPoolMemberLine,
    NeedPoolView,
    PoolCancelling,
    PoolOrder,
)
from shequ_api.features.need_pools.service import ending, members, opening
from shequ_api.features.need_pools.service.holding import hold
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router, moves
from shequ_api.kit.http.versions import IfMatch
from shequ_api.kit.pages import Page, ThePaging, page_of
from shequ_api.kit.schema import Id

desk_router = Router(tags=["need_pools"])
Desk = Annotated[Actor, Depends(may(PoolPermission.GATHER))]
Overseer = Annotated[Actor, Depends(may(PoolPermission.OVERSEE))]


@desk_router.get("/need-pool-work")
async def list_need_pool_work(
    actor: Overseer,
    session: Session,
    paging: ThePaging,
    state: Annotated[PoolState, Query(description="Those in this state")] = PoolState.GATHERING,
) -> Page[NeedPoolLine]:
    """统单工作列表: Pools of my scope in a state, by their closing day, the soonest first."""
    lines = queries.pool_lines(in_scope(actor, NeedPool), NeedPool.state == state)
    rows, cursor = await page_of(session, lines, queries.ORDER, paging, ascending=True)
    return Page(items=[NeedPoolLine(**pool_line(row)) for row in rows], next_cursor=cursor)


@desk_router.post("/need-pools", status_code=201)
async def open_need_pool(
    draft: NeedPoolDraft, actor: Desk, session: Session, response: Response, now: Now
) -> NeedPoolView:
    """发起统单: A pool for a place of my scope; until its closing day people join by themselves, or
    are gathered."""
    pool = await opening.open_pool(session, actor, draft, now=now)
    return await pool_view(session, pool, actor, response)


@desk_router.put("/need-pools/{need_pool_id}")
async def change_need_pool(
    content: NeedPoolContent,
    pool: OurPool,
    actor: Desk,
    session: Session,
    match: IfMatch,
    response: Response,
    now: Now,
) -> NeedPoolView:
    """修改统单: Other words, day or bounds while it gathers, if nobody changed it since; category,
    settlement and price stay while somebody is in it."""
    await hold(session, pool)
    match.check(pool.version)
    await opening.change_pool(session, pool, content, now=now)
    return await pool_view(session, pool, actor, response)


@desk_router.get("/need-pools/{need_pool_id}/members")
async def list_need_pool_members(
    pool: OurPool, _: Overseer, session: Session, paging: ThePaging
) -> Page[NeedPoolMemberLine]:
    """统单成员: Who is in a pool, or was at last, with what they want; who joined last first."""
    lines = queries.member_lines(pool.id)
    rows, cursor = await page_of(session, lines, queries.MEMBER_ORDER, paging)
    return Page(items=[NeedPoolMemberLine(**row) for row in rows], next_cursor=cursor)


@desk_router.post("/need-pools/{need_pool_id}/gathering")
@moves
async def gather_needs(
    said: NeedGathering, pool: OurPool, actor: Desk, session: Session, response: Response, now: Now
) -> NeedPoolView:
    """汇集点单: Take waiting needs of the community into a pool, all or none; whose they are is
    told, and may leave until it is ordered."""
    await members.gather(session, actor, pool, said.need_ids, now=now)
    return await pool_view(session, pool, actor, response)


@desk_router.delete("/need-pools/{need_pool_id}/needs/{need_id}")
async def put_back_need(
    need_id: Annotated[Id, Path(description="One of those in the pool")],
    pool: OurPool,
    actor: Desk,
    session: Session,
    response: Response,
    now: Now,
) -> NeedPoolView:
    """移出点单: Take a need out of a gathering pool; it waits for another one."""
    await members.put_back(session, pool, need_id, now=now)
    return await pool_view(session, pool, actor, response)


@desk_router.post("/need-pools/{need_pool_id}/closing")
async def close_need_pool(
    pool: OurPool, actor: Desk, session: Session, response: Response, now: Now
) -> NeedPoolView:
    """提前截止统单: Before its day, once it has enough members; they are told."""
    await ending.close(session, actor, pool, now=now)
    return await pool_view(session, pool, actor, response)


@desk_router.post("/need-pools/{need_pool_id}/order")
async def order_need_pool(
    said: PoolOrder, pool: OurPool, actor: Desk, session: Session, response: Response, now: Now
) -> NeedPoolView:
    """统单下单: With whom, what and for how much; a partner's offer with a partner of the alliance.
    The members are told."""
    await ending.order(session, actor, pool, said, now=now)
    return await pool_view(session, pool, actor, response)


@desk_router.post("/need-pools/{need_pool_id}/delivery")
async def deliver_need_pool(
    pool: OurPool, actor: Desk, session: Session, response: Response, now: Now
) -> NeedPoolView:
    """统单交付: Everybody in it has what they wanted; they are asked to rate it."""
    await ending.deliver(session, actor, pool, now=now)
    return await pool_view(session, pool, actor, response)


@desk_router.post("/need-pools/{need_pool_id}/cancellation")
async def cancel_need_pool(
    said: PoolCancelling, pool: OurPool, actor: Desk, session: Session, response: Response, now: Now
) -> NeedPoolView:
    """取消统单: Before it was delivered, and why; the needs in it are free for another one."""
    await ending.cancel(session, actor, pool, reason=said.reason, now=now)
    return await pool_view(session, pool, actor, response)
