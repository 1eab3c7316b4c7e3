"""Reads of family cards."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from shequ_api.base.people.models import Person
from shequ_api.blocks.ledger.models import Account, Hold, HoldStatus, Transfer
from shequ_api.features.family_cards.models import FamilyCard, FamilyHold, FamilyLine, FamilyMember
from shequ_api.features.family_cards.rules import FamilyLineKind
from shequ_api.features.points_lots.public import PointsLot

Rows = Select[*tuple[Any, ...]]


def membership_of(person_id: UUID) -> Select[FamilyMember]:
    """The membership that a person has now."""
    return select(FamilyMember).where(
        FamilyMember.person_id == person_id, FamilyMember.left_at.is_(None)
    )


def members_of(card_id: UUID) -> Select[FamilyMember]:
    """Who is a member of a card now, in the order in which they came."""
    here = FamilyMember.family_card_id == card_id, FamilyMember.left_at.is_(None)
    return select(FamilyMember).where(*here).order_by(FamilyMember.joined_at, FamilyMember.id)


def head_of(card_id: UUID) -> Select[FamilyMember]:
    """Who opened a card."""
    return select(FamilyMember).where(FamilyMember.family_card_id == card_id, FamilyMember.is_head)


def left_lately(person_id: UUID, since: datetime) -> Select[datetime | None]:
    """When a person left a card last, if that was after an instant."""
    return select(func.max(FamilyMember.left_at)).where(
        FamilyMember.person_id == person_id, FamilyMember.left_at > since
    )


def names_of(card_id: UUID) -> Rows:
    """The members of a card with their names."""
    return (
        select(
            *(FamilyMember.id, FamilyMember.person_id, FamilyMember.is_head),
            *(FamilyMember.day_limit, FamilyMember.month_limit, FamilyMember.joined_at),
            Person.name.label("name"),
        )
        .join(Person, Person.id == FamilyMember.person_id)
        .where(FamilyMember.family_card_id == card_id, FamilyMember.left_at.is_(None))
        .order_by(FamilyMember.joined_at, FamilyMember.id)
    )


def spent_by(
    card_id: UUID, person_id: UUID, *, day: datetime, month: datetime, now: datetime
) -> Rows:
    """What a person spent from a card, or has set aside there, since a day began, and since a month
    began. What was set aside counts on the day of that, and not once it came to nothing."""
    lines = select(FamilyLine.points, FamilyLine.at).where(
        FamilyLine.family_card_id == card_id,
        FamilyLine.person_id == person_id,
        FamilyLine.kind == FamilyLineKind.SPENT,
        FamilyLine.at >= month,
    )
    waits = and_(Hold.status == HoldStatus.HELD, Hold.expires_at > now)
    held = (
        select(func.coalesce(Hold.posted_amount, FamilyHold.points).label("points"), FamilyHold.at)
        .join(Hold, Hold.id == FamilyHold.hold_id)
        .where(
            FamilyHold.family_card_id == card_id,
            FamilyHold.person_id == person_id,
            FamilyHold.at >= month,
            or_(Hold.status == HoldStatus.POSTED, waits),
        )
    )
    spent = lines.union_all(held).subquery()
    today = func.coalesce(func.sum(spent.c.points).filter(spent.c.at >= day), 0)
    return select(today, func.coalesce(func.sum(spent.c.points), 0))


def paid_in_by(card_id: UUID, person_id: UUID) -> Select[UUID]:
    """The transfers by which a person paid into a card."""
    return select(FamilyLine.transfer_id).where(
        FamilyLine.family_card_id == card_id,
        FamilyLine.person_id == person_id,
        FamilyLine.kind == FamilyLineKind.PAID_IN,
    )


def who_moved(transfers: list[UUID]) -> Rows:
    """Of transfers of a card: who moved the points."""
    lines = (
        select(FamilyLine.transfer_id, FamilyLine.kind, Person.name)
        .join(Person, Person.id == FamilyLine.person_id)
        .where(FamilyLine.transfer_id.in_(transfers))
    )
    held = (
        select(Transfer.id, literal(FamilyLineKind.SPENT.value), Person.name)
        .join(FamilyHold, FamilyHold.hold_id == Transfer.hold_id)
        .join(Person, Person.id == FamilyHold.person_id)
        .where(Transfer.id.in_(transfers))
    )
    moved = lines.union_all(held).subquery()
    return select(moved.c.transfer_id, moved.c.kind, moved.c.name)


def held_by(hold_id: UUID) -> Select[FamilyHold]:
    """Who had points of a family card set aside by a hold."""
    return select(FamilyHold).where(FamilyHold.hold_id == hold_id)


def owed() -> Rows:
    """Cards and those who left them, of whose points something is there again."""
    live = aliased(FamilyMember)
    stays = exists().where(
        live.family_card_id == FamilyMember.family_card_id,
        live.person_id == FamilyMember.person_id,
        live.left_at.is_(None),
    )
    theirs = (
        exists()
        .where(FamilyLine.family_card_id == FamilyCard.id)
        .where(FamilyLine.person_id == FamilyMember.person_id)
        .where(FamilyLine.kind == FamilyLineKind.PAID_IN)
        .where(PointsLot.account_id == FamilyCard.account_id)
        .where(PointsLot.transfer_id == FamilyLine.transfer_id, PointsLot.remaining > 0)
    )
    last = FamilyMember.is_head & FamilyCard.dissolved_at.is_not(None)
    return (
        select(FamilyCard.id, FamilyMember.person_id)
        .join(FamilyMember, FamilyMember.family_card_id == FamilyCard.id)
        .join(Account, Account.id == FamilyCard.account_id)
        .where(
            Account.balance > Account.held,
            FamilyMember.left_at.is_not(None),
            ~stays,
            or_(theirs, last),
        )
        .group_by(FamilyCard.id, FamilyMember.person_id)
        .order_by(FamilyCard.id, func.bool_or(FamilyMember.is_head), FamilyMember.person_id)
    )
