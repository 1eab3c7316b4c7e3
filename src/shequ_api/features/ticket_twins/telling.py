"""Telling those who are affected by a ticket of another, or follow it, how it goes on."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.features.ticket_twins import queries
from shequ_api.features.ticket_twins.events import SupportersTold
from shequ_api.features.tickets.public import Ticket

AT_ONCE = 200
"""Persons in one fact; the next fact names the next ones."""
MOST = 20
"""Facts of one occasion: nobody is told who comes behind 4,000 others."""


async def tell_supporters(session: AsyncSession, ticket_id: UUID, what: str, now: datetime) -> None:
    """Whoever supports it hears of it; who ordered it hears by another line. `what`: the name of
    the fact about it."""
    ticket = await session.get_one(Ticket, ticket_id)
    last: UUID | None = None
    for _ in range(MOST):
        found = list(await session.scalars(queries.told_about(ticket.id, last, AT_ONCE)))
        persons = tuple(each for each in found if each != ticket.reporter_id)
        if persons:
            told = SupportersTold(
                subject_id=ticket.id,
                district_id=ticket.district_id,
                person_ids=persons,
                what=what,
            )
            record(session, told, now=now)
        if len(found) < AT_ONCE:
            return
        last = found[-1]
