"""Reads of cards, earning rules and earnings."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.models import Person, Posting
from shequ_api.base.places.models import Place
from shequ_api.base.residency.queries import home_community_of
from shequ_api.blocks.ledger.models import Account
from shequ_api.features.points.models import (
    Earning,
    EarningReversal,
    EarningRule,
    PointsCard,
    RuleEnd,
)

Rows = Select[*tuple[Any, ...]]


def card_of(person_id: UUID, district_id: UUID) -> Select[PointsCard]:
    """A person's card in a district; of a merged account, that of the one that is kept."""
    present = select(func.coalesce(Person.merged_into_id, Person.id)).where(Person.id == person_id)
    return select(PointsCard).where(
        PointsCard.person_id == present.scalar_subquery(), PointsCard.district_id == district_id
    )


async def district_of(session: AsyncSession, actor: Actor, on: date) -> UUID | None:
    """The district that an actor means without saying so.

    That of the posting they act under, else of their home, else of their latest card.
    """
    found: UUID | None = None
    if actor.acting is not None:
        acting = select(Posting.district_id).where(Posting.id == actor.acting.id)
        found = await session.scalar(acting)
    if found is None:
        home = home_community_of(actor.person_id, on).scalar_subquery()
        found = await session.scalar(select(Place.district_id).where(Place.id == home))
    if found is None:
        mine = select(PointsCard.district_id).where(PointsCard.person_id == actor.person_id)
        found = await session.scalar(mine.order_by(PointsCard.opened_at.desc()).limit(1))
    return found


def balance_at(person_id: UUID, district_id: UUID) -> Select[int]:
    """The balance of a card, if there is one."""
    return (
        select(Account.balance)
        .join(PointsCard, PointsCard.account_id == Account.id)
        .where(PointsCard.person_id == person_id, PointsCard.district_id == district_id)
    )


def locked(cards: Collection[UUID]) -> Select[PointsCard]:
    """Cards, locked in the order of their ids until the transaction ends."""
    rows = select(PointsCard).where(PointsCard.id.in_(cards)).order_by(PointsCard.id)
    # FOR NO KEY UPDATE: rows that refer to a card are still written beside it.
    return rows.with_for_update(key_share=True)


def earned_on(card_id: UUID, series_id: UUID, day: date) -> Select[int]:
    """How many points a card earned by all versions of a rule on a day, and still has."""
    total = select(func.coalesce(func.sum(Earning.points), 0)).outerjoin(
        EarningReversal, EarningReversal.earning_id == Earning.id
    )
    return total.where(
        EarningReversal.earning_id.is_(None),
        Earning.card_id == card_id,
        Earning.series_id == series_id,
        Earning.earned_on == day,
    )


def told_of(subject_id: UUID, round_: int, cards: Collection[UUID]) -> Select[UUID, UUID]:
    """What was said already to a fact's subject in a round: series and card."""
    said = select(Earning.series_id, Earning.card_id)
    this = Earning.subject_id == subject_id, Earning.round == round_
    return said.where(*this, Earning.card_id.in_(cards))


def to_take_back(subject_id: UUID, round_: int) -> Select[Earning]:
    """What a subject earned in a round and has not been taken back, in the order of the cards."""
    return (
        select(Earning)
        .outerjoin(EarningReversal, EarningReversal.earning_id == Earning.id)
        .where(
            Earning.subject_id == subject_id,
            Earning.round == round_,
            Earning.points > 0,
            EarningReversal.earning_id.is_(None),
        )
        .order_by(Earning.card_id, Earning.id)
    )


def in_force(at: datetime) -> ColumnElement[bool]:
    """Rules (beside their ends) that hold at an instant."""
    later = or_(EarningRule.valid_until.is_(None), EarningRule.valid_until > at)
    unended = or_(RuleEnd.ends_at.is_(None), RuleEnd.ends_at > at)
    return and_(EarningRule.valid_from <= at, later, unended)


def holds_in(community_id: UUID, district_id: UUID | None) -> ColumnElement[bool]:
    """Rules of a community, of its district, and of everywhere."""
    return and_(
        or_(EarningRule.district_id.is_(None), EarningRule.district_id == district_id),
        or_(EarningRule.community_id.is_(None), EarningRule.community_id == community_id),
    )


def rules_about(
    *facts: str, community_id: UUID, district_id: UUID, at: datetime
) -> Select[EarningRule]:
    """The rules that facts in a community are judged by."""
    return (
        select(EarningRule)
        .outerjoin(RuleEnd, RuleEnd.rule_id == EarningRule.id)
        .where(EarningRule.fact.in_(facts), in_force(at), holds_in(community_id, district_id))
        .order_by(EarningRule.id)
    )


def rule_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Rules with the instant at which they end, whichever way."""
    ends_at = func.least(EarningRule.valid_until, RuleEnd.ends_at).label("ends_at")
    return (
        select(EarningRule.__table__, ends_at)
        .outerjoin(RuleEnd, RuleEnd.rule_id == EarningRule.id)
        .where(*conditions)
    )


def earnings_behind(transfers: Collection[UUID]) -> Select[Earning]:
    """What led to transfers."""
    return select(Earning).where(Earning.transfer_id.in_(transfers))
