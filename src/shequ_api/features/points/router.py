"""Cards over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.blocks.ledger.queries import history
from shequ_api.features.points.models import PointsCard
from shequ_api.features.points.permissions import PointsPermission
from shequ_api.features.points.schemas import (
    PointsCardLine,
    PointsCardView,
    PointsLotView,
    PointsStatement,
)
from shequ_api.features.points.service.cards import card_here
from shequ_api.features.points.showing import card_lines, card_view, card_view_as_of, lot_view
from shequ_api.features.points.statements import period_of, statement_of
from shequ_api.features.points_lots.public import LOT_ORDER, lots_of
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of
from shequ_api.kit.schema import Instant

router = Router(tags=["points"])
Holder = Annotated[Actor, Depends(may(PointsPermission.VIEW_CARD))]
District = Annotated[
    UUID | None,
    Query(description="Else the district of my acting posting, of my home, of my latest card"),
]


FirstDay = Annotated[date | None, Query(alias="from", description="The first day; only with `to`")]
LastDay = Annotated[date | None, Query(alias="to", description="The last day, included")]


async def own_card(
    actor: Holder, session: Session, now: Now, district_id: District = None
) -> PointsCard:
    """My card in a district, opened if I have none there."""
    return await card_here(session, actor, district_id, now=now)


OwnCard = Annotated[PointsCard, Depends(own_card)]


@router.get("/points/card")
async def get_points_card(
    card: OwnCard,
    session: Session,
    now: Now,
    as_of: Annotated[
        Instant | None, Query(description="What was on it at an instant in the past")
    ] = None,
) -> PointsCardView:
    """我的幸福卡: My card in a district; the first look opens it."""
    if as_of is None or as_of >= now:
        return await card_view(session, card, now)
    return await card_view_as_of(session, card, as_of)


@router.get("/points/card/lines")
async def list_points_card_lines(
    card: OwnCard,
    session: Session,
    paging: ThePaging,
    first: FirstDay = None,
    last: LastDay = None,
) -> Page[PointsCardLine]:
    """积分明细: What came and went, newest first; of a period where both days are given."""
    after, period = paging.after, None
    if first is not None or last is not None:
        period = period_of(first, last)
        after = after or [period.ends, UUID(int=0)]
    lines, order = history(card.account_id, after=after, limit=paging.limit)
    if period:
        lines = lines.where(order[0] >= period.begins)
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=await card_lines(session, card, rows), next_cursor=cursor)


@router.get("/points/card/lots")
async def list_points_card_lots(
    card: OwnCard,
    session: Session,
    paging: ThePaging,
    spent: Annotated[bool, Query(description="Those too of which nothing remains")] = False,
) -> Page[PointsLotView]:
    """积分批次: What came to my card together, and when it expires; the next to expire first."""
    lots = lots_of(card.account_id, spent=spent)
    rows, cursor = await page_of(session, lots, LOT_ORDER, paging, ascending=True)
    return Page(items=[lot_view(row) for row in rows], next_cursor=cursor)


@router.get("/points/card/statement")
async def get_points_card_statement(
    card: OwnCard,
    session: Session,
    first: Annotated[date, Query(alias="from", description="The first day, as 2026-11-01")],
    last: Annotated[
        date, Query(alias="to", description="The last day, included; at most 366 days in all")
    ],
) -> PointsStatement:
    """幸福卡对账单: What was on my card before some days, what came and went, and what was then."""
    return await statement_of(session, card, period_of(first, last))
