"""The end of seals: some time after a ticket has ended, who filed it is kept nowhere any more.

The sealed id goes, and each code by which it could be tried whether it was this person: of the
ticket, of its photos here; of what was checked and of blocks by those who keep them, who hear of
it. Nobody can open it then, whatever keys they have; nor do the reporters find it again themselves.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.files.models import File
from shequ_api.base.files.owners import disown
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.ticket_unsealing.events import TicketSealEnded
from shequ_api.features.ticket_unsealing.models import SealRule
from shequ_api.features.ticket_unsealing.rules import DEFAULT_DAYS
from shequ_api.features.tickets.public import Ticket, TicketPhoto, end_seal

AT_ONCE = 100
"""Tickets in one run of the clock; it runs often."""


async def end_seals(session: AsyncSession, now: datetime) -> None:
    """On a clock: those of tickets that ended long enough ago, district by district. A merged one
    ends with the one that it is handled under: until then it may be handled by itself again."""
    districts = select(Place.id).where(Place.kind == PlaceKind.DISTRICT).order_by(Place.id)
    left = AT_ONCE
    for district_id in list(await session.scalars(districts)):
        if left > 0:
            left -= await _end_seals_in(session, district_id, now, left)


async def _end_seals_in(session: AsyncSession, district_id: UUID, now: datetime, most: int) -> int:
    kept = timedelta(days=await days_in(session, district_id))
    lead = aliased(Ticket)
    over = (
        select(Ticket)
        .outerjoin(lead, lead.id == Ticket.merged_into_id)
        .where(
            Ticket.district_id == district_id,
            Ticket.reporter_sealed.is_not(None),
            Ticket.ended_at <= now - kept,
            or_(Ticket.merged_into_id.is_(None), lead.ended_at <= now - kept),
        )
    )
    oldest = over.order_by(Ticket.ended_at).limit(most).with_for_update(skip_locked=True, of=Ticket)
    tickets = list(await session.scalars(oldest))
    for ticket in tickets:
        end_seal(ticket, now=now)
        fact = TicketSealEnded(subject_id=ticket.id, district_id=district_id)
        record(session, fact, now=now)
    await session.flush()
    return len(tickets)


async def forget_owners(session: AsyncSession, fact: TicketSealEnded, _: datetime) -> None:
    """Of its photos, too, nobody can tell any more who made them."""
    shown = select(TicketPhoto.file_id).where(TicketPhoto.ticket_id == fact.subject_id)
    await disown(session, File.id.in_(shown))


async def days_in(session: AsyncSession, district_id: UUID) -> int:
    """How long a district keeps who filed, after the end."""
    said = select(SealRule.days).where(SealRule.district_id == district_id)
    days: int | None = await session.scalar(said)
    return DEFAULT_DAYS if days is None else days


async def set_days(
    session: AsyncSession, actor: Actor, district_id: UUID, days: int, *, now: datetime
) -> None:
    """From now on, and of tickets that have ended, too."""
    values = {"days": days, "set_by_id": actor.person_id, "set_at": now}
    row = insert(SealRule).values(district_id=district_id, **values)
    again = row.on_conflict_do_update(index_elements=[SealRule.district_id], set_=values)
    await session.execute(again)
