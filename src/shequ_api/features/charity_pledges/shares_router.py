"""Income shares of a partner over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.features.charity.public import Pool
from shequ_api.features.charity_pledges import queries
from shequ_api.features.charity_pledges.models import IncomeShare, SharePosting
from shequ_api.features.charity_pledges.owning import own_rule
from shequ_api.features.charity_pledges.permissions import PledgePermission
from shequ_api.features.charity_pledges.schemas import (
    IncomeShareDraft,
    IncomeShareView,
    SharePostingLine,
)
from shequ_api.features.charity_pledges.service.making import NotAPartner, agree_share, end
from shequ_api.features.charity_pledges.showing import share_view
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router, moves
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["charity_pledges"])
Partnership = Annotated[Actor, Depends(may(PledgePermission.AGREE))]


async def own_share(share_id: UUID, actor: Partnership, session: Session) -> IncomeShare:
    """A share of the partner for which the actor stands."""
    share: IncomeShare = await own_rule(session, actor, IncomeShare, share_id)
    return share


OwnShare = Annotated[IncomeShare, Depends(own_share)]


async def _shown(session: AsyncSession, share: IncomeShare) -> IncomeShareView:
    await session.flush()
    found = await session.execute(queries.share_lines(IncomeShare.id == share.id))
    return share_view(dict(found.mappings().one()))


@router.get("/charity/income-shares")
async def list_income_shares(
    actor: Partnership, session: Session, paging: ThePaging
) -> Page[IncomeShareView]:
    """收益入池约定: What my partner agreed to give of its income, newest first."""
    lines = queries.share_lines(queries.mine(actor, IncomeShare))
    order = [IncomeShare.agreed_at, IncomeShare.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[share_view(row) for row in rows], next_cursor=cursor)


@router.post("/charity/income-shares", status_code=201)
@moves
async def agree_income_share(
    actor: Partnership, draft: IncomeShareDraft, session: Session, now: Now
) -> IncomeShareView:
    """约定收益入池: A part of what my partner is paid in points goes to a pool, until I end it:
    of each settlement statement, by what it says of sales at the stall and of orders. Fractions are
    carried on and not rounded away; refunds are taken off."""
    partner = await session.scalar(queries.partner_represented(actor))
    if partner is None:
        raise NotAPartner
    pool = await session.get(Pool, draft.pool_id)
    if pool is None:
        raise Absent
    facts = draft.model_dump(exclude={"pool_id"})
    return await _shown(session, await agree_share(session, actor, partner, pool, **facts, now=now))


@router.put("/charity/income-shares/{share_id}/end")
async def end_income_share(
    actor: Partnership, share: OwnShare, session: Session, now: Now
) -> IncomeShareView:
    """停止收益入池: It takes nothing of what is sold from now on; what it gave stays given."""
    await end(session, actor, share, now=now)
    return await _shown(session, share)


@router.get("/charity/income-shares/{share_id}/postings")
async def list_share_postings(
    _: Partnership, share: OwnShare, session: Session, paging: ThePaging
) -> Page[SharePostingLine]:
    """收益入池明细: What each settlement statement came to, newest first."""
    order = [SharePosting.posted_at, SharePosting.id]
    rows, cursor = await page_of(session, queries.share_postings(share.id), order, paging)
    return Page(items=[SharePostingLine.model_validate(row) for row in rows], next_cursor=cursor)
