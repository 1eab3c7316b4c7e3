"""Having all open tickets of a district reckoned anew, in batches."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.ticket_clocks.events import ReckoningAsked
from shequ_api.features.ticket_clocks.following import follow
from shequ_api.features.tickets.public import Ticket

RECKONED_AT_ONCE = 50
"""Open tickets in one job, whose cases are locked while it runs: half a second."""


async def reckon(session: AsyncSession, fact: ReckoningAsked, now: datetime) -> None:
    """A batch of a district's open tickets; the next one is a job of its own."""
    is_open = select(Ticket.id).where(
        Ticket.district_id == fact.subject_id, Ticket.ended_at.is_(None)
    )
    if fact.after_id is not None:
        is_open = is_open.where(Ticket.id > fact.after_id)
    batch = is_open.order_by(Ticket.id).limit(RECKONED_AT_ONCE)
    ticket_ids = (await session.scalars(batch)).all()
    await follow(session, ticket_ids, now)
    if len(ticket_ids) == RECKONED_AT_ONCE:
        ask(session, fact.subject_id, now, after_id=ticket_ids[-1])


def ask(
    session: AsyncSession, district_id: UUID, now: datetime, after_id: UUID | None = None
) -> None:
    """Have the clocks of a district's open tickets reckoned anew."""
    asked = ReckoningAsked(subject_id=district_id, district_id=district_id, after_id=after_id)
    record(session, asked, now=now)


async def ask_at(session: AsyncSession, place: Place, now: datetime) -> None:
    """The same of all districts in which something set at a place counts."""
    if place.kind != PlaceKind.CITY:
        ask(session, place.district_id or place.id, now)
        return
    districts = select(Place.id).where(Place.city_id == place.id, Place.kind == PlaceKind.DISTRICT)
    for district_id in await session.scalars(districts.order_by(Place.id)):
        ask(session, district_id, now)


async def ask_of_community(session: AsyncSession, community_id: UUID, now: datetime) -> None:
    """The same of the district in which a community lies."""
    await ask_at(session, await session.get_one(Place, community_id), now)


async def ask_of_all(session: AsyncSession, now: datetime) -> None:
    """The same of all districts with open tickets."""
    districts = select(Ticket.district_id).where(Ticket.ended_at.is_(None)).distinct()
    for district_id in sorted(await session.scalars(districts)):
        ask(session, district_id, now)
