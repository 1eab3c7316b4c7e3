"""What follows for parts when tickets end, go elsewhere or change hands, and somebody leaves."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction, go_on
from shequ_api.base.people.events import AccountShut, PostingEnded
from shequ_api.base.people.queries import survivor_of
from shequ_api.features.ticket_help.events import TicketHelpOver
from shequ_api.features.ticket_help.public import HelpEnd, ended_with, hold
from shequ_api.features.ticket_subtasks import queries
from shequ_api.features.ticket_subtasks.falling import drop, leave_lead, leave_strangers
from shequ_api.features.ticket_subtasks.handover import hand_over
from shequ_api.features.tickets.events import (
    ReturnCause,
    TicketAssigned,
    TicketDeclined,
    TicketFact,
    TicketPlaced,
    TicketReturned,
    TicketSettled,
    TicketUnmerged,
    TicketWithdrawn,
)
from shequ_api.features.tickets.public import Ticket

HAND_OVER = "ticket_subtasks.hand_over"
TAKE_BACK = "ticket_subtasks.take_back"


async def end_parts(session: AsyncSession, fact: TicketFact, now: datetime) -> None:
    """It ended. What was handled under it ended with it where it was settled; else it goes on by
    itself, or its own end is heard."""
    merged_too, having = isinstance(fact, TicketSettled), queries.has_open_parts()
    found, more = await ended_with(session, fact.subject_id, merged_too=merged_too, having=having)
    for held in found:
        await drop(session, held, HelpEnd.TICKET_ENDED, until=now, now=now)
    if more:
        go_on(session, _end_of(type(fact)), fact, now=now)


async def follow_unmerging(session: AsyncSession, fact: TicketUnmerged, now: datetime) -> None:
    """By itself again: its parts are its own people's."""
    await leave_strangers(session, fact.subject_id, now)


async def follow_lead(session: AsyncSession, fact: TicketAssigned, now: datetime) -> None:
    """Whoever has it now has what the one before had of it."""
    await leave_lead(session, fact.subject_id, fact.left_id, now)


async def follow_return(session: AsyncSession, fact: TicketReturned, now: datetime) -> None:
    """Given back as nobody's duty there, it begins anew. Taken from somebody, what they had as the
    lead waits for the next."""
    if fact.cause == ReturnCause.NOT_MY_DUTY:
        await _drop_before(session, fact, HelpEnd.RETURNED, fact.at, now)
    else:
        await leave_lead(session, fact.subject_id, fact.returned_from_id, now)


async def follow_transfer(session: AsyncSession, fact: TicketPlaced, now: datetime) -> None:
    """In another community it begins anew."""
    if fact.left_community_id != fact.community_id:
        await _drop_before(session, fact, HelpEnd.TRANSFERRED, fact.at or now, now)


async def _drop_before(
    session: AsyncSession, fact: TicketFact, kind: HelpEnd, at: datetime, now: datetime
) -> None:
    ticket = await session.get_one(Ticket, fact.subject_id)
    await drop(session, await hold(session, ticket), kind, until=at, now=now)


async def follow_help(session: AsyncSession, fact: TicketHelpOver, now: datetime) -> None:
    """What a helper had is the lead's; of who left office, it is handed over."""
    if fact.end_kind != HelpEnd.LEFT_OFFICE:
        await leave_lead(session, fact.subject_id, fact.helper_id, now)


async def relieve(session: AsyncSession, fact: PostingEnded, now: datetime) -> None:
    """Nothing hangs with somebody who left office."""
    successor_id = await survivor_of(session, fact.handed_to_id) if fact.handed_to_id else None
    leaver_id = await survivor_of(session, fact.person_id)
    if await hand_over(session, leaver_id=leaver_id, successor_id=successor_id, now=now):
        go_on(session, HAND_OVER, fact, now=now)


async def take_back(session: AsyncSession, fact: AccountShut, now: datetime) -> None:
    """Nor with a shut account."""
    leaver_id = await survivor_of(session, fact.subject_id)
    if await hand_over(session, leaver_id=leaver_id, successor_id=None, now=now):
        go_on(session, TAKE_BACK, fact, now=now)


def _end_of(fact: type[TicketFact]) -> str:
    return f"ticket_subtasks.end_{fact.name}"


REACTIONS = [
    *(
        Reaction(_end_of(fact), fact, end_parts)
        for fact in (TicketSettled, TicketDeclined, TicketWithdrawn)
    ),
    Reaction("ticket_subtasks.assigned", TicketAssigned, follow_lead),
    Reaction("ticket_subtasks.returned", TicketReturned, follow_return),
    Reaction("ticket_subtasks.unmerged", TicketUnmerged, follow_unmerging),
    Reaction("ticket_subtasks.placed", TicketPlaced, follow_transfer),
    Reaction("ticket_subtasks.help_over", TicketHelpOver, follow_help),
    Reaction(HAND_OVER, PostingEnded, relieve),
    Reaction(TAKE_BACK, AccountShut, take_back),
]
