"""What follows for help when tickets end, go elsewhere or change hands, and somebody leaves."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction, go_on
from shequ_api.base.people.events import AccountShut, PostingEnded
from shequ_api.base.people.queries import survivor_of
from shequ_api.base.places.events import PlaceMoved
from shequ_api.features.ticket_help.ending import end_before, end_with, lead_instead
from shequ_api.features.ticket_help.handover import hand_over, leave_place
from shequ_api.features.ticket_help.states import HelpEnd
from shequ_api.features.tickets.events import (
    ReturnCause,
    TicketAssigned,
    TicketDeclined,
    TicketFact,
    TicketPlaced,
    TicketReturned,
    TicketSettled,
    TicketWithdrawn,
)

HAND_OVER = "ticket_help.hand_over"
TAKE_BACK = "ticket_help.take_back"
LEAVE_PLACE = "ticket_help.leave_place"


async def end_work(session: AsyncSession, fact: TicketFact, now: datetime) -> None:
    """It ended. What was handled under it ended with it where it was settled; else it goes on by
    itself, or its own end is heard."""
    merged_too = isinstance(fact, TicketSettled)
    if await end_with(session, fact.subject_id, merged_too=merged_too, now=now):
        go_on(session, _end_of(type(fact)), fact, now=now)


async def follow_lead(session: AsyncSession, fact: TicketAssigned, now: datetime) -> None:
    """Whoever has it now need not help themselves."""
    await lead_instead(session, fact.subject_id, now)


async def follow_return(session: AsyncSession, fact: TicketReturned, now: datetime) -> None:
    """Given back as nobody's duty there, it begins anew. Taken from somebody, its helpers go on."""
    if fact.cause == ReturnCause.NOT_MY_DUTY:
        await end_before(session, fact.subject_id, HelpEnd.RETURNED, fact.at, now)


async def follow_transfer(session: AsyncSession, fact: TicketPlaced, now: datetime) -> None:
    """In another community it begins anew."""
    if fact.left_community_id != fact.community_id:
        until = fact.at or now
        await end_before(session, fact.subject_id, HelpEnd.TRANSFERRED, until, now)


async def relieve(session: AsyncSession, fact: PostingEnded, now: datetime) -> None:
    """Nothing hangs with somebody who left office."""
    more = await hand_over(
        session,
        leaver_id=await survivor_of(session, fact.person_id),
        successor_id=await survivor_of(session, fact.handed_to_id) if fact.handed_to_id else None,
        now=now,
    )
    if more:
        go_on(session, HAND_OVER, fact, now=now)


async def take_back(session: AsyncSession, fact: AccountShut, now: datetime) -> None:
    """Nor with a shut account."""
    leaver_id = await survivor_of(session, fact.subject_id)
    if await hand_over(session, leaver_id=leaver_id, successor_id=None, now=now):
        go_on(session, TAKE_BACK, fact, now=now)


async def relieve_after_move(session: AsyncSession, fact: PlaceMoved, now: datetime) -> None:
    """Nor with those whose community a place has left."""
    more = await leave_place(
        session, place_id=fact.subject_id, community_id=fact.community_id, now=now
    )
    if more:
        go_on(session, LEAVE_PLACE, fact, now=now)


def _end_of(fact: type[TicketFact]) -> str:
    return f"ticket_help.end_{fact.name}"


REACTIONS = [
    *(
        Reaction(_end_of(fact), fact, end_work)
        for fact in (TicketSettled, TicketDeclined, TicketWithdrawn)
    ),
    Reaction("ticket_help.assigned", TicketAssigned, follow_lead),
    Reaction("ticket_help.returned", TicketReturned, follow_return),
    Reaction("ticket_help.placed", TicketPlaced, follow_transfer),
    Reaction(HAND_OVER, PostingEnded, relieve),
    Reaction(TAKE_BACK, AccountShut, take_back),
    Reaction(LEAVE_PLACE, PlaceMoved, relieve_after_move),
]
