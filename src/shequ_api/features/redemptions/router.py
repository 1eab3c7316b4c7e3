"""Redemptions over HTTP: of those who order, and of the offices."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import select

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.pick_up_codes.public import StallKeys
from shequ_api.features.redemptions import queries
from shequ_api.features.redemptions.flow import RedemptionState
from shequ_api.features.redemptions.models import Redemption
from shequ_api.features.redemptions.permissions import RedemptionPermission
from shequ_api.features.redemptions.schemas import (
    Cancellation,
    RedemptionDraft,
    RedemptionLine,
    RedemptionView,
    Refund,
    StallRedemptionLine,
)
from shequ_api.features.redemptions.service import ending, reserving
from shequ_api.features.redemptions.showing import own_line, own_view, stall_line, stall_view
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router, moves
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["redemptions"])
TheKeys = Annotated[StallKeys, Depends(part(StallKeys))]
Buyer = Annotated[Actor, Depends(may(RedemptionPermission.REDEEM))]
Viewer = Annotated[Actor, Depends(may(RedemptionPermission.VIEW))]
Canceller = Annotated[Actor, Depends(may(RedemptionPermission.CANCEL))]
Refunder = Annotated[Actor, Depends(may(RedemptionPermission.REFUND))]


async def own_redemption(redemption_id: UUID, actor: AnyActor, session: Session) -> Redemption:
    """An order of one's own."""
    redemption = await session.get(Redemption, redemption_id)
    if redemption is None or redemption.person_id != actor.person_id:
        raise Absent
    return redemption


async def redemption_in_view(redemption_id: UUID, actor: AnyActor, session: Session) -> Redemption:
    """An order at the actor's stall, or in their scope."""
    this = select(Redemption).where(Redemption.id == redemption_id)
    redemption: Redemption | None = await session.scalar(
        this.where(queries.seen_by(actor, Redemption))
    )
    if redemption is None:
        raise Absent
    return redemption


OwnRedemption = Annotated[Redemption, Depends(own_redemption)]
TheRedemption = Annotated[Redemption, Depends(redemption_in_view)]


@router.post("/redemptions", status_code=201)
@moves
async def redeem_goods(
    draft: RedemptionDraft, actor: Buyer, session: Session, keys: TheKeys, now: Now
) -> RedemptionView:
    """兑换商品: Order goods: taken out of the stock, my points held until I fetch them, on my own
    card or, within my limits, on the family's."""
    made = await reserving.reserve(session, actor, **draft.model_dump(), now=now)
    return await own_view(session, keys, made)


@router.get("/me/redemptions")
async def list_my_redemptions(
    actor: Buyer, session: Session, paging: ThePaging
) -> Page[RedemptionLine]:
    """我的兑换: My orders, newest first."""
    lines = queries.redemption_lines(Redemption.person_id == actor.person_id)
    order = [Redemption.reserved_at, Redemption.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[own_line(row) for row in rows], next_cursor=cursor)


@router.get("/redemptions")
async def list_redemptions(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    state: Annotated[RedemptionState | None, Query(description="Only those in this state")] = None,
) -> Page[StallRedemptionLine]:
    """兑换列表: Orders at my stall, or in my scope, newest first."""
    lines = queries.redemption_lines(queries.seen_by(actor, Redemption))
    if state is not None:
        lines = lines.where(Redemption.state == state.value)
    order = [Redemption.reserved_at, Redemption.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[stall_line(row) for row in rows], next_cursor=cursor)


@router.get("/redemptions/{redemption_id}")
async def get_redemption(
    redemption: OwnRedemption, _: Buyer, session: Session, keys: TheKeys
) -> RedemptionView:
    """查看兑换: An order of my own, with its pick-up code while it waits."""
    return await own_view(session, keys, redemption)


@router.post("/redemptions/{redemption_id}/cancellation")
@moves
async def cancel_redemption(
    said: Cancellation,
    redemption: OwnRedemption,
    actor: Buyer,
    session: Session,
    keys: TheKeys,
    now: Now,
) -> RedemptionView:
    """取消兑换: Let an order of my own go before it is handed over; my points are free again."""
    await ending.cancel(session, actor, redemption, reason=said.reason, now=now)
    return await own_view(session, keys, redemption)


@router.post("/redemptions/{redemption_id}/withdrawal")
@moves
async def withdraw_redemption(
    said: Cancellation, redemption: TheRedemption, actor: Canceller, session: Session, now: Now
) -> StallRedemptionLine:
    """撤销订单: As the partner, let an order go that cannot be handed over, with a reason."""
    if said.reason is None:
        raise ending.ReasonNeeded
    await ending.cancel(session, actor, redemption, reason=said.reason, now=now)
    return await stall_view(session, redemption)


@router.post("/redemptions/{redemption_id}/refund")
@moves
async def refund_redemption(
    said: Refund, redemption: TheRedemption, actor: Refunder, session: Session, now: Now
) -> StallRedemptionLine:
    """兑换退款: Take back what was handed over: the points go back to the card."""
    await ending.refund(
        session, actor, redemption, reason=said.reason, restock=said.restock, now=now
    )
    return await stall_view(session, redemption)
