"""Family cards over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.blocks.ledger.queries import history
from shequ_api.features.family_cards import queries, service
from shequ_api.features.family_cards.models import FamilyCard, FamilyMember
from shequ_api.features.family_cards.permissions import FamilyCardPermission
from shequ_api.features.family_cards.schemas import (
    FamilyCardLine,
    FamilyCardView,
    FamilyCodeView,
    FamilyJoining,
    FamilyLimits,
    FamilyMemberView,
    FamilyPayIn,
)
from shequ_api.features.points_lots.public import standing_of
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router, moves, unkeyed
from shequ_api.kit.masking import mask_name
from shequ_api.kit.pages import Page, ThePaging, page_of
from shequ_api.kit.short_codes import ShortCodes

router = Router(tags=["family_cards"])
Codes = Annotated[ShortCodes, Depends(part(ShortCodes))]
User = Annotated[Actor, Depends(may(FamilyCardPermission.USE))]


async def member_of_own(member_id: UUID, actor: AnyActor, session: Session) -> FamilyMember:
    """A member of the card of which the actor is one."""
    cards = select(FamilyMember.family_card_id).where(
        FamilyMember.person_id == actor.person_id, FamilyMember.left_at.is_(None)
    )
    this = select(FamilyMember).where(
        FamilyMember.id == member_id,
        FamilyMember.left_at.is_(None),
        FamilyMember.family_card_id.in_(cards),
    )
    member: FamilyMember | None = await session.scalar(this)
    if member is None:
        raise Absent
    return member


UNNAMED = "未具名"
TheMember = Annotated[FamilyMember, Depends(member_of_own)]


def masked(name: str | None) -> str:
    """How a member is named."""
    return (name and mask_name(name)) or UNNAMED


async def _view(session: AsyncSession, card: FamilyCard, now: datetime) -> FamilyCardView:
    standing = await standing_of(session, card.account_id, now)
    rows = (await session.execute(queries.names_of(card.id))).mappings()
    return FamilyCardView(
        id=card.id,
        district_id=card.district_id,
        available_points=standing.available,
        opened_at=card.opened_at,
        members=[
            FamilyMemberView(
                id=row["id"],
                person_id=row["person_id"],
                name=masked(row["name"]),
                is_head=row["is_head"],
                day_limit_points=row["day_limit"],
                month_limit_points=row["month_limit"],
                joined_at=row["joined_at"],
            )
            for row in rows
        ],
    )


@router.post("/me/family-card", status_code=201)
@moves
async def open_family_card(actor: User, session: Session, now: Now) -> FamilyCardView:
    """开通家庭卡: A card that the people of my dwelling may share; I am its head."""
    card = await service.open_family_card(session, actor, now=now)
    return await _view(session, card, now)


@router.get("/me/family-card")
async def get_my_family_card(actor: AnyActor, session: Session, now: Now) -> FamilyCardView:
    """我的家庭卡: What is on it, who its members are, and what they may spend."""
    card, _ = await service.own_card(session, actor.person_id)
    return await _view(session, card, now)


@router.post("/me/family-card/codes", status_code=201)
@unkeyed
async def show_family_card_code(
    actor: User, session: Session, codes: Codes, now: Now
) -> FamilyCodeView:
    """出示家庭卡邀请码: A code by which I let one person of my dwelling in: for ten minutes, for
    once; the one before is no good any more."""
    code, until = await service.show_code(session, actor, codes, now=now)
    return FamilyCodeView(code=code, expires_at=until)


@router.post("/me/family-card/membership", status_code=201)
@moves
async def join_family_card(
    joining: FamilyJoining, actor: User, session: Session, codes: Codes, now: Now
) -> FamilyCardView:
    """加入家庭卡: Become a member of the card whose code somebody of my dwelling shows. I may spend
    from it after a day."""
    card = await service.join(session, actor, codes, joining.code, now=now)
    return await _view(session, card, now)


@router.post("/me/family-card/pay-ins", status_code=201)
@moves
async def pay_into_family_card(
    paying: FamilyPayIn, actor: User, session: Session, now: Now
) -> FamilyCardView:
    """存入家庭卡: Bring points of my own card to the family's; they expire when they would have."""
    card = await service.pay_in(session, actor, amount_points=paying.amount_points, now=now)
    return await _view(session, card, now)


@router.put("/me/family-card/members/{member_id}/limits")
async def limit_family_member(
    limits: FamilyLimits, member: TheMember, actor: User, session: Session, now: Now
) -> FamilyCardView:
    """设置家庭卡限额: As the head, say how much a member may spend a day and a month."""
    await service.set_limits(
        session,
        actor,
        member,
        day_limit=limits.day_limit_points,
        month_limit=limits.month_limit_points,
    )
    return await _view(session, await session.get_one(FamilyCard, member.family_card_id), now)


@router.post("/me/family-card/members/{member_id}/end", status_code=204)
@moves
async def end_family_membership(
    member: TheMember, actor: AnyActor, session: Session, now: Now
) -> None:
    """退出家庭卡: Leave, or send a member away as the head; when the head leaves the card is
    dissolved. What is left of what each paid in goes back to their own card."""
    await service.end_membership(session, actor, member, now=now)


@router.get("/me/family-card/lines")
async def list_family_card_lines(
    actor: AnyActor, session: Session, paging: ThePaging
) -> Page[FamilyCardLine]:
    """家庭卡明细: What came to my family card and left it, and who moved it; newest first."""
    card, _ = await service.own_card(session, actor.person_id)
    lines, order = history(card.account_id, after=paging.after, limit=paging.limit)
    rows, cursor = await page_of(session, lines, order, paging)
    found = await session.execute(queries.who_moved([row["id"] for row in rows]))
    who = {row.transfer_id: row for row in found}
    items = [
        FamilyCardLine(
            transfer_id=row["id"],
            at=row["at"],
            amount_points=row["change"],
            reason=row["reason"],
            kind=by.kind if (by := who.get(row["id"])) else None,
            person_name=masked(by.name) if by else None,
        )
        for row in rows
    ]
    return Page(items=items, next_cursor=cursor)
