"""What becomes of help when its ticket ends, goes elsewhere, or changes hands."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_help import queries
from shequ_api.features.ticket_help.helping import end_help
from shequ_api.features.ticket_help.holding import Held, hold, hold_many
from shequ_api.features.ticket_help.states import HelpEnd
from shequ_api.features.tickets.public import OPEN, Ticket, TicketHelper

AT_ONCE = 100
"""Tickets in one job; what is left is another job."""


async def ended_with(
    session: AsyncSession, ticket_id: UUID, *, merged_too: bool, having: ColumnElement[bool]
) -> tuple[list[Held], bool]:
    """A ticket that has ended, and what is handled under it, locked: those of them that have
    something to end. None, where somebody reopened it before this was heard: they go on as it
    stood. And whether there were as many as are done at once, so that more may be left."""
    of_it = [Ticket.id == ticket_id]
    if merged_too:
        of_it.append(Ticket.merged_into_id == ticket_id)
    found = select(Ticket.id).where(or_(*of_it), having).order_by(Ticket.id).limit(AT_ONCE)
    ids = list(await session.scalars(found))
    under = [held for held in await hold_many(session, ids) if held.head.id == ticket_id]
    if any(held.state in OPEN for held in under):
        return [], False
    return under, len(ids) == AT_ONCE


async def end_with(
    session: AsyncSession, ticket_id: UUID, *, merged_too: bool, now: datetime
) -> bool:
    """Nobody helps with what has ended. Whether more may be left."""
    helped = exists().where(TicketHelper.ticket_id == Ticket.id, TicketHelper.ended_at.is_(None))
    found, more = await ended_with(session, ticket_id, merged_too=merged_too, having=helped)
    for held in found:
        await _end_all(session, held, HelpEnd.TICKET_ENDED, until=now, now=now)
    return more


async def end_before(
    session: AsyncSession, ticket_id: UUID, kind: HelpEnd, at: datetime, now: datetime
) -> None:
    """It went back, or elsewhere, at an instant: who was asked until then helps no more."""
    ticket = await session.get_one(Ticket, ticket_id)
    await _end_all(session, await hold(session, ticket), kind, until=at, now=now)


async def _end_all(
    session: AsyncSession, held: Held, kind: HelpEnd, *, until: datetime, now: datetime
) -> None:
    asked = TicketHelper.asked_at <= until
    for helper in (await session.scalars(queries.open_helps(held.ticket.id, asked))).all():
        end_help(session, held, helper, kind, now=now)


async def lead_instead(session: AsyncSession, ticket_id: UUID, now: datetime) -> None:
    """Whoever has it now need not help themselves."""
    ticket = await session.get_one(Ticket, ticket_id)
    held = await hold(session, ticket)
    leading = TicketHelper.person_id == ticket.assignee_id
    for helper in (await session.scalars(queries.open_helps(ticket_id, leading))).all():
        end_help(session, held, helper, HelpEnd.LEADS, now=now)
