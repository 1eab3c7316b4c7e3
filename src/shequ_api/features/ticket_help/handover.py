"""Help of somebody who can help no longer: a successor helps instead, where they may."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.base.people.queries import fitting_posting, holds_posting, live
from shequ_api.base.places.following import below
from shequ_api.base.places.models import Place
from shequ_api.features.ticket_help import queries
from shequ_api.features.ticket_help.helping import end_help, let_help, tell_asked
from shequ_api.features.ticket_help.holding import Held, hold_many
from shequ_api.features.ticket_help.states import HelpEnd
from shequ_api.features.tickets.public import SETTLERS, Ticket, TicketHelper
from shequ_api.kit.clock import china_date

AT_ONCE = 100
"""Tickets in one job; what is left is another job."""


def _hanging(person_id: UUID, now: datetime) -> Select[UUID]:
    """Tickets with which somebody helps who can no longer: without a posting that may settle there,
    or with their account shut."""
    holds = holds_posting(person_id, SETTLERS, Ticket, on=china_date(now))
    shut = exists().where(Person.id == person_id, ~live())
    helping = (TicketHelper.person_id == person_id, TicketHelper.ended_at.is_(None))
    found = select(Ticket.id).join(TicketHelper, TicketHelper.ticket_id == Ticket.id)
    return found.where(*helping, or_(~holds, shut)).order_by(Ticket.id).limit(AT_ONCE)


async def fit_for(
    session: AsyncSession, person_id: UUID | None, ticket_ids: list[UUID], now: datetime
) -> set[UUID]:
    """Those of some tickets that somebody may settle. Their postings stay locked."""
    if person_id is None:
        return set()
    fit = set()
    for ticket in await session.scalars(select(Ticket).where(Ticket.id.in_(ticket_ids))):
        fitting = fitting_posting(person_id, SETTLERS, ticket, on=china_date(now))
        if await session.scalar(fitting) is not None:
            fit.add(ticket.id)
    return fit


async def hand_over(
    session: AsyncSession, *, leaver_id: UUID, successor_id: UUID | None, now: datetime
) -> bool:
    """End what hangs; the successor helps where they may settle.

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
    leaving = TicketHelper.person_id == leaver_id
    helper = await session.scalar(queries.open_helps(held.ticket.id, leaving))
    if helper is None:
        return  # they declined, or were relieved, before this was heard
    end_help(session, held, helper, HelpEnd.LEFT_OFFICE, now=now)
    await session.flush()
    if successor_id is None:
        return
    request, asked_by_id = helper.request, helper.asked_by_id
    if await let_help(session, held, successor_id, asked_by_id, request=request, now=now):
        tell_asked(session, held.ticket, successor_id, None, now)


async def leave_place(
    session: AsyncSession, *, place_id: UUID, community_id: UUID, now: datetime
) -> bool:
    """A place came to another community: who cannot help there helps no more.

    Whether there was as much as is done at once, so that more may be left.
    """
    helper: Any = TicketHelper.person_id
    unfit = (
        select(Ticket.id, TicketHelper.person_id)
        .join(TicketHelper, TicketHelper.ticket_id == Ticket.id)
        .join(Place, Place.id == Ticket.place_id)
        .where(Ticket.community_id == community_id, below(Place, [place_id]))
        .where(TicketHelper.ended_at.is_(None))
        .where(~holds_posting(helper, SETTLERS, Ticket, on=china_date(now)))
        .order_by(TicketHelper.id)
        .limit(AT_ONCE)
    )
    found = (await session.execute(unfit)).all()
    if not found:
        return False
    gone = {(row.id, row.person_id) for row in found}
    for held in await hold_many(session, {row.id for row in found}):
        for each in (await session.scalars(queries.open_helps(held.ticket.id))).all():
            if (held.ticket.id, each.person_id) in gone:
                end_help(session, held, each, HelpEnd.TRANSFERRED, now=now)
    return len(found) == AT_ONCE
