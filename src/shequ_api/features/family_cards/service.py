"""Opening family cards, coming, paying in, and leaving.

Whoever changes something holds the card's row first, then the ledger's accounts.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.residency.queries import home_at, homes_of
from shequ_api.base.residency.service import lock_person
from shequ_api.blocks.ledger.models import Ledger
from shequ_api.blocks.ledger.service import open_account
from shequ_api.features.family_cards import queries
from shequ_api.features.family_cards.models import FamilyCard, FamilyCode, FamilyLine, FamilyMember
from shequ_api.features.family_cards.refusals import (
    FamilyCardFull,
    FamilyCardHeld,
    FamilyCardNone,
    FamilyCardTooSoon,
    FamilyCodeUnknown,
    HomeUnverified,
    NotTheHead,
)
from shequ_api.features.family_cards.rules import (
    CODE_LASTS,
    JOINS_AFTER,
    MEMBERS_AT_MOST,
    FamilyLineKind,
)
from shequ_api.features.points.public import open_card, pay_from_card
from shequ_api.features.points_lots.public import CARD, move_lots
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id
from shequ_api.kit.short_codes import ShortCodes
from shequ_api.kit.shown_codes import show_anew, use_up

PURPOSE = "family-card-codes"
ABOUT = "family_card"


async def open_family_card(session: AsyncSession, actor: Actor, *, now: datetime) -> FamilyCard:
    """A card for the actor's household, at their latest verified home."""
    await _check_free(session, actor.person_id, now)
    home = await session.scalar(homes_of(actor.person_id, china_date(now)).limit(1))
    if home is None:
        raise HomeUnverified
    card_id = new_id()
    account = await open_account(
        session,
        ledger=Ledger.POINTS,
        owner_key=f"family/{card_id}",
        kind=CARD,
        district_id=home.district_id,
        floor=0,
        now=now,
    )
    card = FamilyCard(
        id=card_id,
        district_id=home.district_id,
        dwelling_id=home.place_id,
        account_id=account.id,
        opened_at=now,
    )
    session.add(card)
    await session.flush()
    _enter(session, card, actor.person_id, is_head=True, now=now)
    await session.flush()
    return card


async def _check_free(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """Refuse whoever has a card, or left one lately. Locked: nobody comes to two at once."""
    await lock_person(session, person_id)
    if await session.scalar(queries.membership_of(person_id)) is not None:
        raise FamilyCardHeld
    left_at = await session.scalar(queries.left_lately(person_id, now - JOINS_AFTER))
    if left_at is not None:
        raise FamilyCardTooSoon(free_at=(left_at + JOINS_AFTER).isoformat())


def _enter(
    session: AsyncSession, card: FamilyCard, person_id: UUID, *, is_head: bool, now: datetime
) -> None:
    member = FamilyMember(
        id=new_id(),
        family_card_id=card.id,
        district_id=card.district_id,
        person_id=person_id,
        is_head=is_head,
        joined_at=now,
    )
    session.add(member)


async def own_card(
    session: AsyncSession, person_id: UUID, *, lock: bool = False
) -> tuple[FamilyCard, FamilyMember]:
    """The card of which a person is a member now; FamilyCardNone. Locked, it is as it is then."""
    member = await session.scalar(queries.membership_of(person_id))
    if member is None:
        raise FamilyCardNone
    if lock:
        await lock_card(session, member.family_card_id)
        await session.refresh(member)
        if member.left_at is not None:
            raise FamilyCardNone
    return await session.get_one(FamilyCard, member.family_card_id), member


async def lock_card(session: AsyncSession, card_id: UUID) -> FamilyCard:
    """Hold a card until the transaction ends."""
    row = select(FamilyCard).where(FamilyCard.id == card_id).with_for_update(key_share=True)
    return (await session.scalars(row.execution_options(populate_existing=True))).one()


async def show_code(
    session: AsyncSession, actor: Actor, codes: ShortCodes, *, now: datetime
) -> tuple[str, datetime]:
    """A code by which the head lets one more person in."""
    _, member = await own_card(session, actor.person_id)
    if not member.is_head:
        raise NotTheHead
    return await show_anew(
        session,
        FamilyCode,
        codes,
        purpose=PURPOSE,
        person_id=actor.person_id,
        lasts=CODE_LASTS,
        now=now,
    )


async def join(
    session: AsyncSession, actor: Actor, codes: ShortCodes, code: str, *, now: datetime
) -> FamilyCard:
    """Come to the card whose head showed this code, as somebody of its dwelling."""
    await _check_free(session, actor.person_id, now)
    shown = await use_up(session, FamilyCode, codes, code, purpose=PURPOSE, now=now)
    head = None
    if shown is not None:
        head = await session.scalar(queries.membership_of(shown.person_id))
    if head is None:
        codes.wrong(PURPOSE, actor.person_id)
        raise FamilyCodeUnknown
    card = await lock_card(session, head.family_card_id)
    here = home_at(actor.person_id, card.dwelling_id, china_date(now))
    if card.dissolved_at is not None or await session.scalar(here) is None:
        codes.wrong(PURPOSE, actor.person_id)
        raise FamilyCodeUnknown
    members = queries.members_of(card.id).order_by(None).subquery()
    if (await session.scalar(select(func.count()).select_from(members)) or 0) >= MEMBERS_AT_MOST:
        raise FamilyCardFull
    _enter(session, card, actor.person_id, is_head=False, now=now)
    await session.flush()
    return card


async def pay_in(
    session: AsyncSession, actor: Actor, *, amount_points: int, now: datetime
) -> FamilyCard:
    """Points of the actor's own card come to the family's; they keep their last day."""
    card, _ = await own_card(session, actor.person_id, lock=True)
    line_id = new_id()
    transfer_id = await pay_from_card(
        session,
        person_id=actor.person_id,
        district_id=card.district_id,
        amount_points=amount_points,
        to_account_id=card.account_id,
        key=f"family-in/{line_id}",
        reason="存入家庭卡",
        reference_kind=ABOUT,
        reference_id=card.id,
        now=now,
    )
    note(
        session, card, actor.person_id, FamilyLineKind.PAID_IN, amount_points, transfer_id, now=now
    )
    await session.flush()
    return card


def note(
    session: AsyncSession,
    card: FamilyCard,
    person_id: UUID,
    kind: FamilyLineKind,
    points: int,
    transfer_id: UUID,
    *,
    now: datetime,
) -> None:
    """Write down who moved points of a card."""
    line = FamilyLine(
        id=new_id(),
        family_card_id=card.id,
        district_id=card.district_id,
        person_id=person_id,
        kind=kind,
        points=points,
        transfer_id=transfer_id,
        at=now,
    )
    session.add(line)


async def set_limits(
    session: AsyncSession,
    actor: Actor,
    member: FamilyMember,
    *,
    day_limit: int | None,
    month_limit: int | None,
) -> None:
    """How much a member may spend, as the head says."""
    card, own = await own_card(session, actor.person_id, lock=True)
    if not own.is_head or member.family_card_id != card.id:
        raise NotTheHead
    member.day_limit, member.month_limit = day_limit, month_limit
    await session.flush()


async def end_membership(
    session: AsyncSession, actor: Actor, member: FamilyMember, *, now: datetime
) -> None:
    """The member leaves, or is sent away by the head; with the head the card is dissolved."""
    card, own = await own_card(session, actor.person_id, lock=True)
    if member.id != own.id and (not own.is_head or member.family_card_id != card.id):
        raise NotTheHead
    await session.refresh(member)
    if member.left_at is None:
        await let_go(session, card, member, now=now)


async def let_go(
    session: AsyncSession, card: FamilyCard, member: FamilyMember, *, now: datetime
) -> None:
    """End a membership of a card that is held, and give back what is left of what was paid in."""
    leaving = [member]
    if member.is_head:
        card.dissolved_at = now
        leaving = list(await session.scalars(queries.members_of(card.id)))
    for each in leaving:
        each.left_at = now
    await session.flush()
    for each in sorted(leaving, key=lambda one: (one.is_head, one.id)):
        await give_back(session, card, each.person_id, now=now)


async def give_back(
    session: AsyncSession, card: FamilyCard, person_id: UUID, *, now: datetime
) -> None:
    """What is left of what somebody paid into a card that is held. Of a card that is dissolved the
    head has what came back without anybody's name."""
    head = (await session.scalars(queries.head_of(card.id))).one()
    theirs: Select[UUID] | None = queries.paid_in_by(card.id, person_id)
    await _return(session, card, person_id, theirs, now=now)
    if card.dissolved_at is not None and head.person_id == person_id:
        named = select(FamilyLine.transfer_id).where(
            FamilyLine.family_card_id == card.id,
            FamilyLine.kind == FamilyLineKind.PAID_IN,
            FamilyLine.person_id != person_id,
        )
        await _return(session, card, person_id, None, unless=named, now=now)


async def _return(
    session: AsyncSession,
    card: FamilyCard,
    person_id: UUID,
    came_by: Select[UUID] | None,
    *,
    unless: Select[UUID] | None = None,
    now: datetime,
) -> None:
    own = await open_card(session, person_id=person_id, district_id=card.district_id, now=now)
    made = await move_lots(
        session,
        key=f"family-back/{new_id()}",
        debit_account_id=card.account_id,
        credit_account_id=own.account_id,
        came_by=came_by,
        unless=unless,
        reason="退出家庭卡，余额退回",
        reference_kind=ABOUT,
        reference_id=card.id,
        now=now,
    )
    if made is not None:
        note(session, card, person_id, FamilyLineKind.GIVEN_BACK, made.amount, made.id, now=now)
        await session.flush()
