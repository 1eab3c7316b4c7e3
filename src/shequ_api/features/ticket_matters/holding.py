"""Tickets held while something is told of them."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.locking import TreesChanged
from shequ_api.features.tickets.public import Ticket


async def held_ticket(session: AsyncSession, ticket_id: UUID) -> Ticket:
    """A ticket as it stands. Whoever gives it to somebody, moves or ends it comes after this, and
    so does whoever else tells of it."""
    this = select(Ticket).where(Ticket.id == ticket_id).with_for_update(key_share=True)
    fresh = await session.scalars(this.execution_options(populate_existing=True))
    return fresh.one()


async def held_lead(session: AsyncSession, ticket_id: UUID) -> Ticket:
    """The ticket under which a ticket is handled: itself, or its lead. Both are held by id, like by
    all who hold several. Raises `TreesChanged`: merged, or by itself again, just now."""
    lead_id = await session.scalar(select(Ticket.merged_into_id).where(Ticket.id == ticket_id))
    both = select(Ticket).where(Ticket.id.in_({ticket_id, lead_id or ticket_id}))
    held = both.order_by(Ticket.id).with_for_update(key_share=True)
    fresh = await session.scalars(held.execution_options(populate_existing=True))
    found = {ticket.id: ticket for ticket in fresh}
    if found[ticket_id].merged_into_id != lead_id:
        raise TreesChanged
    return found[lead_id or ticket_id]
