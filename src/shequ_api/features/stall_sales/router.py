"""Stall sales over HTTP."""

import hashlib
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Response
from sqlalchemy import select

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.people.models import Organisation
from shequ_api.features.family_cards.public import CardChoice
from shequ_api.features.mall_takings.public import goods_on_sale
from shequ_api.features.redemptions.public import masked, seen_by, take_turn, the_stall
from shequ_api.features.stall_sales import queries, service
from shequ_api.features.stall_sales.codes import REFRESH_AFTER, show_code, spend_code
from shequ_api.features.stall_sales.models import StallSale
from shequ_api.features.stall_sales.permissions import StallSalePermission
from shequ_api.features.stall_sales.schemas import (
    SaleId,
    StallCodeView,
    StallSaleDraft,
    StallSaleLine,
    StallSaleRefund,
    StallSaleView,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router, moves, unkeyed
from shequ_api.kit.pages import Page, ThePaging, page_of
from shequ_api.kit.short_codes import ShortCodes

router = Router(tags=["stall_sales"])
TheCard = Annotated[CardChoice, Query(description="With which card I pay")]
Codes = Annotated[ShortCodes, Depends(part(ShortCodes))]
Payer = Annotated[Actor, Depends(may(StallSalePermission.PAY))]
Seller = Annotated[Actor, Depends(may(StallSalePermission.SELL))]
Viewer = Annotated[Actor, Depends(may(StallSalePermission.VIEW))]
Refunder = Annotated[Actor, Depends(may(StallSalePermission.REFUND))]
AGAIN: dict[int | str, dict[str, Any]] = {200: {"description": "The same was received before"}}
ORDER = [StallSale.sold_at, StallSale.id]


async def own_stall(actor: Seller, session: Session) -> Organisation:
    """The partner's organisation for which the actor stands."""
    return await the_stall(session, actor)


async def sale_in_view(sale_id: UUID, actor: AnyActor, session: Session) -> StallSale:
    """A sale of the actor's stall, or in their scope."""
    this = select(StallSale).where(StallSale.id == sale_id, seen_by(actor, StallSale))
    sale: StallSale | None = await session.scalar(this)
    if sale is None:
        raise Absent
    return sale


OwnStall = Annotated[Organisation, Depends(own_stall)]
TheSale = Annotated[StallSale, Depends(sale_in_view)]


@router.post("/me/stall-codes", status_code=201)
@unkeyed
async def show_stall_code(
    actor: Payer, session: Session, codes: Codes, now: Now, card: TheCard = CardChoice.OWN
) -> StallCodeView:
    """出示付款码: A code by which a stall sells me something for points of my card, or of
    my family's: for three minutes, for once; the one before is no good any more."""
    code, until = await show_code(session, actor, codes, card=card, now=now)
    refresh = int(REFRESH_AFTER.total_seconds())
    return StallCodeView(code=code, card=card, expires_at=until, refresh_after_seconds=refresh)


@router.put("/stall-sales/{sale_id}", status_code=201, responses=AGAIN)
async def sell_at_stall(
    sale_id: SaleId,
    draft: StallSaleDraft,
    stall: OwnStall,
    actor: Seller,
    session: Session,
    codes: Codes,
    response: Response,
    now: Now,
) -> StallSaleView:
    """当面兑换: Sell goods of my stall to whoever shows the code of their card: points are paid at
    once. Safe to repeat: the same body under the same id is one sale."""
    await take_turn(session, stall.id)
    digest = hashlib.sha256(draft.model_dump_json().encode()).digest()
    kept = await session.get(StallSale, sale_id)
    if kept is None:
        goods = await goods_on_sale(session, draft.goods_id, now=now)
        if goods.organisation_id != stall.id:
            raise Absent
        person_id, card = await spend_code(session, actor, codes, draft.code, now=now)
        kept = await service.sell(
            session,
            actor,
            goods,
            sale_id=sale_id,
            edition_number=draft.edition_number,
            quantity=draft.quantity,
            amount_points=draft.amount_points,
            person_id=person_id,
            card=card,
            digest=digest,
            now=now,
        )
    else:
        response.status_code = 200
        service.as_before(session, stall.id, kept, digest)
    return await _shown(session, kept)


@router.get("/stall-sales")
async def list_stall_sales(
    actor: Viewer, session: Session, paging: ThePaging
) -> Page[StallSaleView]:
    """当面兑换列表: Sales at my stall, or in my scope, newest first."""
    lines = queries.sale_lines(seen_by(actor, StallSale))
    rows, cursor = await page_of(session, lines, ORDER, paging)
    return Page(items=[_view(row) for row in rows], next_cursor=cursor)


@router.get("/me/stall-sales")
async def list_my_stall_sales(
    actor: AnyActor, session: Session, paging: ThePaging
) -> Page[StallSaleLine]:
    """我的当面兑换: What I paid at stalls, newest first."""
    lines = queries.sale_lines(StallSale.person_id == actor.person_id)
    rows, cursor = await page_of(session, lines, ORDER, paging)
    return Page(items=[StallSaleLine(**row) for row in rows], next_cursor=cursor)


@router.post("/stall-sales/{sale_id}/refund")
@moves
async def refund_stall_sale(
    said: StallSaleRefund, sale: TheSale, actor: Refunder, session: Session, now: Now
) -> StallSaleView:
    """当面兑换退款: Take a sale back: points to the card, cash out of the till."""
    await service.refund(session, actor, sale, reason=said.reason, restock=said.restock, now=now)
    return await _shown(session, sale)


async def _shown(session: Session, sale: StallSale) -> StallSaleView:
    await session.flush()
    found = await session.execute(queries.sale_lines(StallSale.id == sale.id))
    return _view(dict(found.mappings().one()))


def _view(row: dict[str, Any]) -> StallSaleView:
    return StallSaleView(**{**row, "person_name": masked(row["person_name"])})
