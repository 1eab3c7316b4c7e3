"""Whose card it is: by the number that is shown, or by a phone whose holder's name one knows.

Whoever tries phones learns nothing: a name has to be brought along, every miss is answered alike,
and misses are counted by person and day.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.humans import humans
from shequ_api.base.people.models import Person
from shequ_api.base.people.phones import PhoneBook, holder_of
from shequ_api.base.people.queries import live, survivor_of
from shequ_api.features.card_gifts import queries
from shequ_api.features.card_gifts.models import CardGiftTry
from shequ_api.features.card_gifts.refusals import (
    GiftsOff,
    OneRecipientNeeded,
    RecipientOver,
    RecipientUnknown,
    TooManyRecipientTries,
)
from shequ_api.features.card_gifts.rules import FOUND_LASTS, TRIES_A_DAY, WRONG_TRIES_A_DAY
from shequ_api.features.points.public import PointsCard
from shequ_api.kit.ids import new_id

DAY = timedelta(days=1)


async def find_receiver(
    session: AsyncSession,
    book: PhoneBook,
    giver_id: UUID,
    district_id: UUID,
    *,
    card_number: str | None,
    phone: str | None,
    name: str | None,
    now: datetime,
) -> tuple[CardGiftTry, Person]:
    """Who is meant, under the account that they have by now; the try is written down either way."""
    if (card_number is None) == (phone is None) or (phone is None) != (name is None):
        raise OneRecipientNeeded
    if await queries.terms_in(session, district_id, now) is None:
        raise GiftsOff
    await humans(session, {giver_id}, lock=True)
    tries, wrong = await queries.tries_since(session, giver_id, now - DAY)
    if tries >= TRIES_A_DAY or wrong >= WRONG_TRIES_A_DAY:
        raise TooManyRecipientTries(retry_after=int(DAY.total_seconds()))
    found = await _holder(session, book, district_id, card_number, phone, name)
    tried = CardGiftTry(
        id=new_id(),
        district_id=district_id,
        giver_id=giver_id,
        receiver_id=found.id if found else None,
        tried_at=now,
    )
    session.add(tried)
    await session.flush()
    if found is None:
        raise RecipientUnknown
    return tried, found


async def _holder(
    session: AsyncSession,
    book: PhoneBook,
    district_id: UUID,
    card_number: str | None,
    phone: str | None,
    name: str | None,
) -> Person | None:
    if phone is not None:
        person = await session.scalar(holder_of(book, phone).where(live()))
        return person if person is not None and person.name == name else None
    this = (PointsCard.number == card_number, PointsCard.district_id == district_id)
    holder_id = await session.scalar(select(PointsCard.person_id).where(*this))
    if holder_id is None:
        return None
    kept = await survivor_of(session, holder_id)
    return await session.scalar(select(Person).where(Person.id == kept, live()))


async def found_receiver(
    session: AsyncSession, giver_id: UUID, try_id: UUID, *, now: datetime
) -> CardGiftTry:
    """What the giver found a moment ago. RecipientOver."""
    tried = await session.get(CardGiftTry, try_id)
    if tried is None or tried.giver_id != giver_id or tried.receiver_id is None:
        raise RecipientOver
    if now >= tried.tried_at + FOUND_LASTS:
        raise RecipientOver
    return tried
