"""Charity over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.models import Place
from shequ_api.blocks.ledger.queries import balance_as_of, history
from shequ_api.features.charity import pools_router, queries, service
from shequ_api.features.charity.models import Donation, Pool, Supporter, Thanks
from shequ_api.features.charity.permissions import CharityPermission
from shequ_api.features.charity.rules import shown_donor, told_instant
from shequ_api.features.charity.schemas import (
    DonationDraft,
    DonationLine,
    DonationReceipt,
    MyDonation,
    OpenLine,
    PoolBalance,
    PoolView,
    SupportedPool,
    ThanksView,
)
from shequ_api.features.charity.showing import (
    my_donation,
    open_lines,
    pool_view,
    supported_pool,
)
from shequ_api.kit.errors import Absent, Malformed
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router, moves
from shequ_api.kit.pages import Page, ThePaging, page_of
from shequ_api.kit.schema import Instant

router = Router(tags=["charity"])
router.include_router(pools_router.router)
Donor = Annotated[Actor, Depends(may(CharityPermission.DONATE))]
Viewer = Annotated[Actor, Depends(may(CharityPermission.VIEW))]
AsOf = Annotated[
    Instant | None,
    Query(description="Cut down to the beginning of its day in China; now, where none is given"),
]


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
    """公益池列表: The pools of a community: what is in them, how much how many people gave, and how
    many households it reached."""
    lines = queries.pool_lines(Pool.community_id == community_id)
    rows, cursor = await page_of(session, lines, [Pool.id], paging, ascending=True)
    return Page(items=[pool_view(row) for row in rows], next_cursor=cursor)


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
        card=draft.card,
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


@router.get("/charity/pools/{pool_id}/ledger")
async def list_pool_ledger(
    pool: ThePool, _: Viewer, session: Session, paging: ThePaging
) -> Page[OpenLine]:
    """公益池公开账: All that came into a pool and left it, newest first, with balances.

    Donors are masked or anonymous; of a grant it is said that a household had it, and on which day.
    """
    lines, order = history(pool.account_id, after=paging.after, limit=paging.limit)
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=await open_lines(session, pool, rows), next_cursor=cursor)


@router.get("/charity/pools/{pool_id}/balance")
async def get_pool_balance(
    pool: ThePool, _: Viewer, session: Session, now: Now, as_of: AsOf = None
) -> PoolBalance:
    """公益池余额: What a pool has, or had when a day began; later than now is as now.

    Within a day it is not told, for that would tell when a household was granted something.
    """
    instant = told_instant(as_of, now)
    found = await balance_as_of(session, account_id=pool.account_id, instant=instant)
    return PoolBalance(as_of=instant, balance_points=found.balance, set_aside_points=found.held)


@router.get("/charity/pools/{pool_id}/thanks")
async def list_pool_thanks(
    pool: ThePool, _: Viewer, session: Session, paging: ThePaging
) -> Page[ThanksView]:
    """公益池致谢: What those who were helped let donors know, newest first."""
    order = [Thanks.thanked_at, Thanks.id]
    rows, cursor = await page_of(session, queries.thanks_to(pool.id), order, paging)
    return Page(items=[ThanksView(**row) for row in rows], next_cursor=cursor)


@router.get("/me/donations")
async def list_my_donations(actor: Viewer, session: Session, paging: ThePaging) -> Page[MyDonation]:
    """我的捐赠: What I gave, newest first, and what became of the pools: how much reached how many
    households, never whom, and what they let me know."""
    order = [Donation.donated_at, Donation.id]
    accounts = await queries.accounts_of(session, actor.person_id)
    rows, cursor = await page_of(session, queries.gifts_of(accounts), order, paging)
    return Page(items=[my_donation(row) for row in rows], next_cursor=cursor)


@router.get("/me/supported-pools")
async def list_my_supported_pools(
    actor: Viewer, session: Session, paging: ThePaging
) -> Page[SupportedPool]:
    """我支持的公益池: The pools that I gave to, by gifts or a pledge, the latest first: all that I
    gave, how much reached how many households, never whom, and what they let me know."""
    order = [Supporter.last_gave_at, Supporter.id]
    found = queries.pools_supported_by(actor.person_id)
    rows, cursor = await page_of(session, found, order, paging)
    return Page(items=[supported_pool(row) for row in rows], next_cursor=cursor)
