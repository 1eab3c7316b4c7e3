"""Unit pledges over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.features.charity.public import Pool
from shequ_api.features.charity_pledges import queries, shares_router
from shequ_api.features.charity_pledges.models import PledgePosting, UnitPledge
from shequ_api.features.charity_pledges.owning import own_rule
from shequ_api.features.charity_pledges.permissions import PledgePermission
from shequ_api.features.charity_pledges.schemas import (
    PledgePostingLine,
    UnitPledgeDraft,
    UnitPledgeView,
)
from shequ_api.features.charity_pledges.service.making import end, pledge
from shequ_api.features.charity_pledges.showing import pledge_view, posting_line
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router, moves
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["charity_pledges"])
router.include_router(shares_router.router)
Giver = Annotated[Actor, Depends(may(PledgePermission.PLEDGE))]
Viewer = Annotated[Actor, Depends(may(PledgePermission.VIEW))]


async def own_pledge(pledge_id: UUID, actor: Viewer, session: Session) -> UnitPledge:
    """A pledge of the actor's, or of the partner for which they stand."""
    kept: UnitPledge = await own_rule(session, actor, UnitPledge, pledge_id)
    return kept


OwnPledge = Annotated[UnitPledge, Depends(own_pledge)]


async def _shown(session: AsyncSession, kept: UnitPledge) -> UnitPledgeView:
    await session.flush()
    found = await session.execute(queries.pledge_lines(UnitPledge.id == kept.id))
    return pledge_view(dict(found.mappings().one()))


@router.get("/me/unit-pledges")
async def list_my_unit_pledges(
    actor: Viewer, session: Session, paging: ThePaging
) -> Page[UnitPledgeView]:
    """我的公益认捐: What I, and the partner for which I stand, give by rule, newest first."""
    lines = queries.pledge_lines(queries.mine(actor, UnitPledge))
    order = [UnitPledge.made_at, UnitPledge.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[pledge_view(row) for row in rows], next_cursor=cursor)


@router.post("/me/unit-pledges", status_code=201)
@moves
async def make_unit_pledge(
    actor: Giver, draft: UnitPledgeDraft, session: Session, now: Now
) -> UnitPledgeView:
    """一分钱公益: Give points for every so many that I earn, or, for a partner, for every so many
    goods that are redeemed; up to a cap a month, until I end it. One stands at a time. A partner
    gives with its settlement statement, no more than that comes to."""
    pool = await session.get(Pool, draft.pool_id)
    if pool is None:
        raise Absent
    facts = draft.model_dump(exclude={"pool_id"})
    return await _shown(session, await pledge(session, actor, pool, **facts, now=now))


@router.put("/me/unit-pledges/{pledge_id}/end")
async def end_unit_pledge(
    actor: Viewer, kept: OwnPledge, session: Session, now: Now
) -> UnitPledgeView:
    """停止公益认捐: It gives nothing from now on; what it gave stays given."""
    await end(session, actor, kept, now=now)
    return await _shown(session, kept)


@router.get("/me/unit-pledges/{pledge_id}/postings")
async def list_pledge_postings(
    _: Viewer, kept: OwnPledge, session: Session, paging: ThePaging
) -> Page[PledgePostingLine]:
    """公益认捐明细: What each earning, or each settlement statement of the partner, came to, newest
    first."""
    order = [PledgePosting.posted_at, PledgePosting.id]
    rows, cursor = await page_of(session, queries.pledge_postings(kept.id), order, paging)
    return Page(items=[posting_line(row) for row in rows], next_cursor=cursor)
