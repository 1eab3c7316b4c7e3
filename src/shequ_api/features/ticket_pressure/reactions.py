"""What becomes of calls, supervisions and watches when a ticket is given, talked about, goes to
another community, or has ended."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction, go_on
from shequ_api.base.places.events import PlaceMoved
from shequ_api.features.ticket_clocks.events import TicketResumed
from shequ_api.features.ticket_pressure import queries
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
from shequ_api.features.tickets.public import ENDED_WELL, OPEN, Ticket, TicketState, stay

MOVE = "ticket_pressure.place_moved"


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
    """Nobody has it, or needs to: nobody is watched; and where it has ended, nobody is called.
    What was merged has not: it is pressed on under its lead."""
    await _settle_up(session, await _locked(session, fact), now)


async def after_settling(session: AsyncSession, fact: TicketSettled, now: datetime) -> None:
    """It has ended, and with it those that are under it. (If it comes to nothing, those are by
    themselves again, or told for themselves that they were declined.)"""
    lead = await _locked(session, fact)
    await _settle_up(session, lead, now)
    if lead.case.state in (*ENDED_WELL, TicketState.ARCHIVED):
        for ticket in await session.scalars(queries.merged_pressed(lead.id)):
            await _end(session, ticket, lead.assignee_id, now)


async def _settle_up(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    await watch(session, ticket, now=now)
    if ticket.case.state not in (*OPEN, TicketState.MERGED):
        await _end(session, ticket, ticket.assignee_id, now)


async def _end(
    session: AsyncSession, ticket: Ticket, handler_id: UUID | None, now: datetime
) -> None:
    await drop_call(session, ticket, now=now)
    await end_supervisions(session, ticket, handler_id, now=now)


async def after_return(
    session: AsyncSession, fact: TicketReopened | TicketUnmerged | TicketResumed, now: datetime
) -> None:
    """It is handled again, or goes on: whoever has it has their time from then on."""
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


async def after_move(session: AsyncSession, fact: PlaceMoved, now: datetime) -> None:
    """The same of all that lies in a place which is another community's now."""
    found = (await session.scalars(queries.pressed_elsewhere(fact.community_id))).all()
    for ticket in found:
        ticket.case = await stay(session, ticket)
        await move_call(session, ticket, now=now)
        await move_supervisions(session, ticket, now=now)
    if len(found) == queries.AT_ONCE:
        go_on(session, MOVE, fact, now=now)


async def _locked(session: AsyncSession, fact: TicketFact) -> Ticket:
    ticket = await session.get_one(Ticket, fact.subject_id)
    ticket.case = await stay(session, ticket)
    return ticket


REACTIONS = [
    Reaction("ticket_pressure.assigned", TicketAssigned, after_assignment),
    Reaction("ticket_pressure.replied", TicketReplied, after_word),
    Reaction("ticket_pressure.placed", TicketPlaced, after_transfer),
    Reaction(MOVE, PlaceMoved, after_move),
    Reaction("ticket_pressure.reopened", TicketReopened, after_return),
    Reaction("ticket_pressure.unmerged", TicketUnmerged, after_return),
    *(
        Reaction(f"ticket_pressure.{fact.name}", fact, after_all)
        for fact in (TicketReturned, TicketDeclined, TicketWithdrawn, TicketMerged)
    ),
    Reaction("ticket_pressure.ticket_settled", TicketSettled, after_settling),
    Reaction("ticket_pressure.resumed", TicketResumed, after_return),
]
