"""What follows when a ticket goes from one community to another, or ends."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.features.ticket_handling.service import await_again, bounce, drop_arbitration
from shequ_api.features.tickets.events import (
    TicketDeclined,
    TicketFact,
    TicketMerged,
    TicketPlaced,
    TicketSettled,
    TicketUnmerged,
    TicketWithdrawn,
)
from shequ_api.features.tickets.public import OPEN, Ticket, stay


async def count_transfer(session: AsyncSession, fact: TicketPlaced, now: datetime) -> None:
    """A community that hands it on refuses it, as a handler does who gives it back."""
    if fact.left_community_id == fact.community_id:
        return
    ticket = await session.get_one(Ticket, fact.subject_id)
    case = await stay(session, ticket)
    if case.state in OPEN:
        await bounce(session, ticket, now=now)


async def end_waiting(session: AsyncSession, fact: TicketFact, now: datetime) -> None:
    """What has ended waits for nobody's word."""
    ticket = await session.get_one(Ticket, fact.subject_id)
    case = await stay(session, ticket)
    if case.state not in OPEN:
        await drop_arbitration(session, ticket, now=now)


async def wait_again(session: AsyncSession, fact: TicketUnmerged, now: datetime) -> None:
    """What waited when it was merged waits again."""
    ticket = await session.get_one(Ticket, fact.subject_id)
    if (await stay(session, ticket)).state in OPEN:
        await await_again(session, ticket, now=now)


REACTIONS = [
    Reaction("ticket_handling.ticket_unmerged", TicketUnmerged, wait_again),
    Reaction("ticket_handling.transfer", TicketPlaced, count_transfer),
    *(
        Reaction(f"ticket_handling.{fact.name}", fact, end_waiting)
        for fact in (TicketSettled, TicketWithdrawn, TicketDeclined, TicketMerged)
    ),
]
