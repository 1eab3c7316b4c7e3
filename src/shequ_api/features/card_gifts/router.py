"""Gifts over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import select

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.people.posting_router import TheBook
from shequ_api.features.card_gifts import policy_router, queries
from shequ_api.features.card_gifts.models import CardGift
from shequ_api.features.card_gifts.permissions import CardGiftPermission
from shequ_api.features.card_gifts.rules import FOUND_LASTS, GiftSide, GiftState
from shequ_api.features.card_gifts.schemas import (
    CardGiftDraft,
    CardGiftView,
    GiftRecipientQuery,
    GiftRecipientView,
)
from shequ_api.features.card_gifts.service import answering
from shequ_api.features.card_gifts.service.finding import find_receiver, found_receiver
from shequ_api.features.card_gifts.service.giving import offer
from shequ_api.features.card_gifts.showing import gift_view, shown_name
from shequ_api.features.points.public import card_here
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router, moves, unkeyed
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["points"])
router.include_router(policy_router.router)
Giver = Annotated[Actor, Depends(may(CardGiftPermission.GIVE))]
Receiver = Annotated[Actor, Depends(may(CardGiftPermission.RECEIVE))]


async def _gift(session: Session, gift_id: UUID, actor: Actor, side: GiftSide) -> CardGift:
    mine = CardGift.giver_id if side == GiftSide.GIVEN else CardGift.receiver_id
    this = select(CardGift).where(CardGift.id == gift_id, mine == actor.person_id)
    found: CardGift | None = await session.scalar(this)
    if found is None:
        raise Absent
    return found


async def gift_to_me(gift_id: UUID, actor: AnyActor, session: Session) -> CardGift:
    """What was offered to the actor."""
    return await _gift(session, gift_id, actor, GiftSide.RECEIVED)


async def gift_of_mine(gift_id: UUID, actor: AnyActor, session: Session) -> CardGift:
    """What the actor offered."""
    return await _gift(session, gift_id, actor, GiftSide.GIVEN)


GiftToMe = Annotated[CardGift, Depends(gift_to_me)]
GiftOfMine = Annotated[CardGift, Depends(gift_of_mine)]


async def _shown(session: Session, gift: CardGift, actor: Actor) -> CardGiftView:
    lines = queries.gift_lines(actor.person_id, None).where(CardGift.id == gift.id)
    return gift_view((await session.execute(lines)).mappings().one(), actor.person_id)


@router.post("/card-gifts/recipients")
@unkeyed
async def find_gift_recipient(
    query: GiftRecipientQuery, actor: Giver, session: Session, book: TheBook, now: Now
) -> GiftRecipientView:
    """查找受赠人: Whom I mean, with a masked name to confirm. By a phone only with the whole name;
    misses are counted, five a day."""
    card = await card_here(session, actor, query.district_id, now=now)
    said = query.model_dump(exclude={"district_id"})
    tried, person = await find_receiver(
        session, book, actor.person_id, card.district_id, **said, now=now
    )
    return GiftRecipientView(
        recipient_id=tried.id,
        masked_name=shown_name(person.name),
        expires_at=tried.tried_at + FOUND_LASTS,
    )


@router.post("/card-gifts", status_code=201)
@moves
async def offer_card_gift(
    draft: CardGiftDraft, actor: Giver, session: Session, now: Now
) -> CardGiftView:
    """转赠积分: Offer points of my card to somebody whom I found and confirmed. They are held until
    the other accepts; else they are mine again."""
    found = await found_receiver(session, actor.person_id, draft.recipient_id, now=now)
    assert found.receiver_id is not None, "found"
    gift = await offer(
        session,
        actor.person_id,
        found.receiver_id,
        found.district_id,
        amount_points=draft.amount_points,
        message=draft.message,
        now=now,
    )
    return await _shown(session, gift, actor)


@router.post("/card-gifts/{gift_id}/acceptance")
@moves
async def accept_card_gift(
    gift: GiftToMe, actor: Receiver, session: Session, now: Now
) -> CardGiftView:
    """接收转赠: Take what was offered to me; the points keep the days on which they expire."""
    await answering.accept(session, gift, now=now)
    return await _shown(session, gift, actor)


@router.put("/card-gifts/{gift_id}/refusal")
async def decline_card_gift(
    gift: GiftToMe, actor: Receiver, session: Session, now: Now
) -> CardGiftView:
    """谢绝转赠: I do not want it; the points are the giver's again."""
    await answering.give_back(session, gift, GiftState.DECLINED, now=now)
    return await _shown(session, gift, actor)


@router.put("/card-gifts/{gift_id}/withdrawal")
async def withdraw_card_gift(
    gift: GiftOfMine, actor: Giver, session: Session, now: Now
) -> CardGiftView:
    """撤回转赠: Take back what I offered, before it was accepted."""
    await answering.give_back(session, gift, GiftState.WITHDRAWN, now=now)
    return await _shown(session, gift, actor)


@router.get("/me/card-gifts")
async def list_my_card_gifts(
    actor: Receiver,
    session: Session,
    paging: ThePaging,
    side: Annotated[GiftSide, Query(description="What I gave, or what I was given")],
) -> Page[CardGiftView]:
    """我的积分转赠: What I gave, or was given, newest first."""
    lines = queries.gift_lines(actor.person_id, side)
    rows, cursor = await page_of(session, lines, queries.ORDER, paging)
    return Page(items=[gift_view(row, actor.person_id) for row in rows], next_cursor=cursor)
