"""What becomes of help when its ticket ends, goes elsewhere, or changes hands."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_help import queries
from shequ_api.features.ticket_help.helping import end_help
from shequ_api.features.ticket_help.holding import Held, hold, hold_many
from shequ_api.features.ticket_help.states import HelpEnd
from shequ_api.features.tickets.public import OPEN, Ticket, TicketHelper


async def ended_with(session: AsyncSession, ticket_id: UUID, *, merged_too: bool) -> list[Held]:
    """A ticket that has ended, and what is handled under it, locked. None, where somebody reopened
    it before this was heard: they go on as it stood."""
    ids = [ticket_id]
    if merged_too:
        ids += await session.scalars(select(Ticket.id).where(Ticket.merged_into_id == ticket_id))
    return [
        held
        for held in await hold_many(session, ids)
        if held.head.id == ticket_id and held.state not in OPEN
    ]


async def end_with(
    session: AsyncSession, ticket_id: UUID, *, merged_too: bool, now: datetime
) -> None:
    """Nobody helps with what has ended."""
    for held in await ended_with(session, ticket_id, merged_too=merged_too):
        await _end_all(session, held, HelpEnd.TICKET_ENDED, until=now, now=now)


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
