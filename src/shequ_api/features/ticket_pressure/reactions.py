"""What becomes of calls, supervisions and watches when a ticket is given, talked about, goes to
another community, or has ended."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.features.ticket_pressure.calling import begin_anew, drop_call, move_call
from shequ_api.features.ticket_pressure.silence import watch
from shequ_api.features.ticket_pressure.supervising import end_supervisions, move_supervisions
from shequ_api.features.ticket_talk.events import TicketReplied
from shequ_api.features.tickets.events import (
    TicketAssigned,
    TicketDeclined,
    TicketFact,
    TicketMerged,
    TicketPlaced,
    TicketReopened,
    TicketReturned,
    TicketSettled,
    TicketUnmerged,
    TicketWithdrawn,
)
from shequ_api.features.tickets.public import OPEN, Ticket, stay


async def after_assignment(session: AsyncSession, fact: TicketAssigned, now: datetime) -> None:
    """Whoever has it now has their time; and so has the level that is called."""
    ticket = await _locked(session, fact)
    if ticket.assignee_id == fact.assignee_id:
        await watch(session, ticket, now=fact.at)
        await begin_anew(session, ticket, since=fact.at, now=now)


async def after_word(session: AsyncSession, fact: TicketReplied, now: datetime) -> None:
    """Whoever handles it and writes about it is not silent."""
    if fact.replied_by_id is not None and fact.replied_by_id == fact.assignee_id:
        ticket = await _locked(session, fact)
        if ticket.assignee_id == fact.assignee_id:
            await watch(session, ticket, now=fact.at)


async def after_all(session: AsyncSession, fact: TicketFact, now: datetime) -> None:
    """Nobody has it, or needs to: nobody is watched; and where it has ended, nobody is called."""
    ticket = await _locked(session, fact)
    await watch(session, ticket, now=now)
    if ticket.case.state not in OPEN:
        await drop_call(session, ticket, now=now)
        await end_supervisions(session, ticket, now=now)


async def after_return(
    session: AsyncSession, fact: TicketReopened | TicketUnmerged, now: datetime
) -> None:
    """It is handled again: whoever has it has their time from then on."""
    ticket = await _locked(session, fact)
    await watch(session, ticket, now=fact.at)


async def after_transfer(session: AsyncSession, fact: TicketPlaced, now: datetime) -> None:
    """Those above it may be others now. (Read from the ticket: it may be on its way again.)"""
    if fact.left_community_id == fact.community_id:
        return
    ticket = await _locked(session, fact)
    await watch(session, ticket, now=now)
    await move_call(session, ticket, now=now)
    await move_supervisions(session, ticket, now=now)


async def _locked(session: AsyncSession, fact: TicketFact) -> Ticket:
    ticket = await session.get_one(Ticket, fact.subject_id)
    ticket.case = await stay(session, ticket)
    return ticket


REACTIONS = [
    Reaction("ticket_pressure.assigned", TicketAssigned, after_assignment),
    Reaction("ticket_pressure.replied", TicketReplied, after_word),
    Reaction("ticket_pressure.placed", TicketPlaced, after_transfer),
    Reaction("ticket_pressure.reopened", TicketReopened, after_return),
    Reaction("ticket_pressure.unmerged", TicketUnmerged, after_return),
    *(
        Reaction(f"ticket_pressure.{fact.name}", fact, after_all)
        for fact in (TicketReturned, TicketSettled, TicketDeclined, TicketWithdrawn, TicketMerged)
    ),
]
