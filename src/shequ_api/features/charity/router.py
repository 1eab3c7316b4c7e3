"""Charity over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.models import Place
from shequ_api.features.charity import queries, service
from shequ_api.features.charity.models import Donation, Pool
from shequ_api.features.charity.permissions import CharityPermission
from shequ_api.features.charity.rules import shown_donor
from shequ_api.features.charity.schemas import (
    DonationDraft,
    DonationLine,
    DonationReceipt,
    PoolView,
)
from shequ_api.kit.errors import Absent, Malformed
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router, moves
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["charity"])
Donor = Annotated[Actor, Depends(may(CharityPermission.DONATE))]
Viewer = Annotated[Actor, Depends(may(CharityPermission.VIEW))]


class OnePoolOrCommunity(Malformed):
    code, title = "one_pool_or_community", "请给出一个公益池或一个社区"


async def pool_by_id(pool_id: UUID, _: AnyActor, session: Session) -> Pool:
    """A pool. Pools are known to everybody who is signed in."""
    pool = await session.get(Pool, pool_id)
    if pool is None:
        raise Absent
    return pool


ThePool = Annotated[Pool, Depends(pool_by_id)]


async def _meant(session: Session, actor: Actor, draft: DonationDraft, now: Now) -> Pool:
    """The pool that a draft names."""
    if draft.pool_id is not None and draft.community_id is None:
        return await pool_by_id(draft.pool_id, actor, session)
    if draft.community_id is None or draft.pool_id is not None:
        raise OnePoolOrCommunity
    community = await session.get(Place, draft.community_id)
    if community is None or community.ended_at is not None:
        raise Absent
    return await service.general_pool(session, community, now=now)


@router.get("/charity/pools")
async def list_charity_pools(
    _: Viewer, session: Session, paging: ThePaging, community_id: UUID
) -> Page[PoolView]:
    """公益池列表: The pools of a community: what is in them, and how much how many people gave."""
    lines = queries.pool_lines(Pool.community_id == community_id)
    rows, cursor = await page_of(session, lines, [Pool.id], paging, ascending=True)
    return Page(items=[PoolView(**row) for row in rows], next_cursor=cursor)


@router.post("/charity/donations", status_code=201)
@moves
async def donate_points(
    draft: DonationDraft, actor: Donor, session: Session, now: Now
) -> DonationReceipt:
    """捐积分: give points of my card in the pool's district."""
    donation = await service.donate(
        session,
        actor,
        await _meant(session, actor, draft, now),
        amount_points=draft.amount_points,
        anonymous=draft.anonymous,
        message=draft.message,
        now=now,
    )
    return DonationReceipt.model_validate(donation)


@router.get("/charity/pools/{pool_id}/donations")
async def list_pool_donations(
    pool: ThePool, _: Viewer, session: Session, paging: ThePaging
) -> Page[DonationLine]:
    """公益池明细: The open ledger: who gave what, newest first, with masked names."""
    lines = queries.donation_lines(pool.id)
    rows, cursor = await page_of(session, lines, [Donation.donated_at, Donation.id], paging)
    items = [
        DonationLine(**row, donor=shown_donor(name, anonymous=anonymous))
        for row in rows
        for name, anonymous in [(row.pop("name"), row.pop("anonymous"))]
    ]
    return Page(items=items, next_cursor=cursor)
