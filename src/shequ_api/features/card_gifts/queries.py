"""Reads of policies, tries and gifts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.features.card_gifts.models import CardGift, CardGiftPolicy, CardGiftTry
from shequ_api.features.card_gifts.rules import TAKES_ROOM, GiftSide, GiftState, GiftTerms

Rows = Select[*tuple[Any, ...]]
ORDER = [CardGift.offered_at, CardGift.id]


def policy_lines(place_id: UUID) -> Rows:
    """All editions of a district's or city's own."""
    return select(CardGiftPolicy.__table__).where(CardGiftPolicy.place_id == place_id)


async def terms_in(session: AsyncSession, district_id: UUID, now: datetime) -> GiftTerms | None:
    """What holds in a district: its own latest policy, else its city's; None: nobody gives."""
    city = select(Place.city_id).where(Place.id == district_id).scalar_subquery()
    places = or_(CardGiftPolicy.place_id == district_id, CardGiftPolicy.place_id == city)
    first = case((CardGiftPolicy.place_id == district_id, 0), else_=1)
    begun = select(CardGiftPolicy).where(places, CardGiftPolicy.valid_from <= now)
    latest = (CardGiftPolicy.valid_from.desc(), CardGiftPolicy.id.desc())
    said: CardGiftPolicy | None = await session.scalar(begun.order_by(first, *latest).limit(1))
    if said is None or not said.enabled:
        return None
    return GiftTerms(**{name: getattr(said, name) for name in GiftTerms.__slots__})


async def tries_since(session: AsyncSession, giver_id: UUID, since: datetime) -> tuple[int, int]:
    """How often somebody asked whose card it is, and how often nobody was found."""
    wrong = func.count().filter(CardGiftTry.receiver_id.is_(None))
    mine = (CardGiftTry.giver_id == giver_id, CardGiftTry.tried_at > since)
    row = (await session.execute(select(func.count(), wrong).where(*mine))).one()
    return int(row[0]), int(row[1])


async def sums(
    session: AsyncSession,
    person: Any,
    person_id: UUID,
    district_id: UUID,
    day: datetime,
    month: Any,
) -> tuple[int, int]:
    """What somebody gave or was given (`person` says which) since midnight, and since the month
    began, as far as it takes room."""
    amount = CardGift.amount_points
    today = func.coalesce(func.sum(amount).filter(CardGift.offered_at >= day), 0)
    row = await session.execute(
        select(today, func.coalesce(func.sum(amount), 0)).where(
            person == person_id,
            CardGift.district_id == district_id,
            CardGift.state.in_(TAKES_ROOM),
            CardGift.offered_at >= month,
        )
    )
    of_day, of_month = row.one()
    return int(of_day), int(of_month)


async def received_since(
    session: AsyncSession, person_id: UUID, district_id: UUID, since: datetime
) -> int:
    """What came to somebody as gifts."""
    total = select(func.coalesce(func.sum(CardGift.amount_points), 0)).where(
        CardGift.receiver_id == person_id,
        CardGift.district_id == district_id,
        CardGift.state == GiftState.ACCEPTED,
        CardGift.closed_at > since,
    )
    return int((await session.scalars(total)).one())


def gave_to(giver_id: UUID, receiver_id: UUID, since: datetime) -> Select[UUID]:
    """Gifts between two that came to something or may yet."""
    return (
        select(CardGift.id)
        .where(
            CardGift.giver_id == giver_id,
            CardGift.receiver_id == receiver_id,
            CardGift.state.in_(TAKES_ROOM),
            CardGift.offered_at > since,
        )
        .limit(1)
    )


def gift_lines(person_id: UUID, side: GiftSide | None) -> Rows:
    """A person's gifts with the names of both."""
    giver, receiver = aliased(Person), aliased(Person)
    given, received = CardGift.giver_id == person_id, CardGift.receiver_id == person_id
    mine = {GiftSide.GIVEN: given, GiftSide.RECEIVED: received, None: or_(given, received)}[side]
    return (
        select(
            CardGift.__table__,
            giver.name.label("giver_name"),
            receiver.name.label("receiver_name"),
        )
        .join(giver, giver.id == CardGift.giver_id)
        .join(receiver, receiver.id == CardGift.receiver_id)
        .where(mine)
    )


def locked_gift(gift_id: UUID) -> Select[CardGift]:
    """A gift that is about to end, as it stands."""
    this = select(CardGift).where(CardGift.id == gift_id)
    return this.with_for_update(key_share=True).execution_options(populate_existing=True)
