"""Reads of cards."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.models import Person, Posting
from shequ_api.base.places.models import Place
from shequ_api.base.residency.models import Residency, lives_in
from shequ_api.base.residency.queries import home_community_of
from shequ_api.blocks.ledger.models import Transfer
from shequ_api.features.points.models import PointsCard


def is_card_of(person_id: Any, district_id: Any) -> ColumnElement[bool]:
    """A person's card in a district; of a merged account, that of the one that is kept."""
    present = select(func.coalesce(Person.merged_into_id, Person.id)).where(Person.id == person_id)
    theirs = PointsCard.person_id == present.scalar_subquery()
    return and_(theirs, PointsCard.district_id == district_id)


def card_of(person_id: UUID, district_id: UUID) -> Select[PointsCard]:
    """The same as a row."""
    return select(PointsCard).where(is_card_of(person_id, district_id))


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


async def belongs_in(session: AsyncSession, actor: Actor, district_id: UUID, on: date) -> bool:
    """Whether an actor serves or lives in a district; or nowhere, and has no card anywhere yet:
    then it is the district that they say."""
    if any(posting.district_id == district_id for posting in actor.postings):
        return True
    home = home_community_of(actor.person_id, on).scalar_subquery()
    at_home = exists().where(Place.id == home, Place.district_id == district_id)
    homes = select(Residency.place_id).where(lives_in(actor.person_id, on))
    lives = exists().where(Place.id.in_(homes), Place.district_id == district_id)
    elsewhere = or_(
        exists().where(PointsCard.person_id == actor.person_id),
        exists().where(lives_in(actor.person_id, on)),
    )
    nowhere = and_(literal(not actor.postings), ~elsewhere)
    return bool(await session.scalar(select(or_(at_home, lives, nowhere))))


def kept_card_of(account_id: Any) -> Select[UUID]:
    """The account of the card that is kept, where this account's was merged away."""
    merged, kept = aliased(PointsCard), aliased(PointsCard)
    return (
        select(kept.account_id)
        .join(Person, Person.merged_into_id == kept.person_id)
        .join(merged, and_(merged.person_id == Person.id, merged.district_id == kept.district_id))
        .where(merged.account_id == account_id)
    )


def kept_cards(cards: Collection[UUID]) -> Select[UUID, UUID]:
    """Of cards that were merged away: which ones are kept instead."""
    merged, kept = aliased(PointsCard), aliased(PointsCard)
    return (
        select(merged.id.label("merged_id"), kept.id.label("kept_id"))
        .join(Person, Person.id == merged.person_id)
        .join(
            kept,
            and_(kept.person_id == Person.merged_into_id, kept.district_id == merged.district_id),
        )
        .where(merged.id.in_(cards))
    )


def moved_between(account_id: UUID, begins: datetime, ends: datetime) -> Select[int, int]:
    """What came to an account and what left it, from an instant until before another."""
    sums = (
        select(func.coalesce(func.sum(Transfer.amount), 0))
        .where(side == account_id, Transfer.at >= begins, Transfer.at < ends)
        .scalar_subquery()
        for side in (Transfer.credit_account_id, Transfer.debit_account_id)
    )
    return select(*sums)


def locked_cards(cards: Collection[UUID]) -> Select[PointsCard]:
    """Cards, locked in the order of their ids until the transaction ends."""
    rows = select(PointsCard).where(PointsCard.id.in_(cards)).order_by(PointsCard.id)
    # FOR NO KEY UPDATE: rows that refer to a card are still written beside it.
    fresh = rows.execution_options(populate_existing=True)
    return fresh.with_for_update(key_share=True)
