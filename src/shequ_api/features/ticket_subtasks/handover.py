"""Parts of somebody who can do them no longer: a successor has them, where they may, else the
lead."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person, Posting
from shequ_api.base.people.queries import holds_posting, live
from shequ_api.features.ticket_help.public import Held, fit_for, hold_many, let_help
from shequ_api.features.ticket_subtasks import queries
from shequ_api.features.ticket_subtasks.falling import pass_part
from shequ_api.features.ticket_subtasks.models import TicketSubtask
from shequ_api.features.tickets.public import SETTLERS, Ticket
from shequ_api.kit.clock import china_date

AT_ONCE = 100
"""Tickets in one job; what is left is another job."""


def _of(person_id: UUID) -> ColumnElement[bool]:
    return (TicketSubtask.assignee_id == person_id) & TicketSubtask.ended_at.is_(None)


def _hanging(person_id: UUID, now: datetime) -> Select[UUID]:
    """Tickets of which somebody has open parts who cannot settle there, or has a shut account."""
    holds = holds_posting(person_id, SETTLERS, Ticket, on=china_date(now))
    shut = exists().where(Person.id == person_id, ~live())
    theirs = select(TicketSubtask.ticket_id).where(_of(person_id))
    found = select(Ticket.id).where(Ticket.id.in_(theirs), or_(~holds, shut))
    return found.order_by(Ticket.id).limit(AT_ONCE)


def would_hang(posting: Posting, now: datetime) -> Select[int]:
    """How many open parts nobody could do any more if this posting ended."""
    on = china_date(now)
    holds = holds_posting(posting.person_id, SETTLERS, Ticket, on=on, without=posting.id)
    found = select(func.count()).select_from(TicketSubtask).join(TicketSubtask.ticket)
    return found.where(_of(posting.person_id), ~holds)


def in_hands(person_id: UUID) -> Select[int]:
    """How many open parts somebody has."""
    return select(func.count()).select_from(TicketSubtask).where(_of(person_id))


async def hand_over(
    session: AsyncSession, *, leaver_id: UUID, successor_id: UUID | None, now: datetime
) -> bool:
    """Give what hangs to the successor where they may settle it, else to who leads; to nobody,
    where nobody does.

    Whether there was as much as is done at once, so that more may be left.
    """
    found = list(await session.scalars(_hanging(leaver_id, now)))
    if not found:
        return False
    fit = await fit_for(session, successor_id, found, now)
    for held in await hold_many(session, found):
        takes = successor_id if held.ticket.id in fit else None
        await _hand(session, held, leaver_id, takes, now)
    return len(found) == AT_ONCE


async def _hand(
    session: AsyncSession, held: Held, leaver_id: UUID, successor_id: UUID | None, now: datetime
) -> None:
    theirs = queries.open_parts(held.ticket.id, _of(leaver_id))
    parts = (await session.scalars(theirs)).all()
    lead_id = held.head.assignee_id
    taker_id = successor_id or (lead_id if lead_id != leaver_id else None)
    for part in parts:
        await pass_part(session, held, part, taker_id, "fall", now=now)
    if parts and successor_id is not None:
        await let_help(session, held, successor_id, parts[0].set_by_id, now=now)
