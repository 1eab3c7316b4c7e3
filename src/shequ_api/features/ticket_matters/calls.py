"""Levels that are called to see to a ticket (吹哨): a matter of each, until it is over."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import Reaction
from shequ_api.features.inbox.public import (
    MessageKind,
    close_matters_of,
    leave_community,
    tell_offices,
)
from shequ_api.features.ticket_matters.holding import held_ticket
from shequ_api.features.ticket_pressure.events import TicketCallClosed, TicketCalled
from shequ_api.features.ticket_pressure.public import is_called
from shequ_api.features.tickets.events import TicketPlaced

CALLED = {
    1: (Role.COMMUNITY_WORKER,),
    2: (Role.SUBDISTRICT_ADMINISTRATOR,),
    3: (Role.DISTRICT_ADMINISTRATOR,),
}
"""Who hears of a call at its level."""
TOLD_FOR = timedelta(days=7)
"""How long a level reads that it is called no more."""


async def tell_call(session: AsyncSession, fact: TicketCalled, now: datetime) -> None:
    """Tell a level that it is called, if it is still; those below stay told until it is over."""
    if await is_called(session, fact.call_id, fact.level):
        await tell_offices(
            session,
            MessageKind.TICKET_CALLED,
            [(role, fact.held_at_id) for role in CALLED[fact.level]],
            occasion_id=fact.call_id,
            about_id=fact.subject_id,
            district_id=fact.district_id,
            now=now,
        )


async def end_call(session: AsyncSession, fact: TicketCallClosed, now: datetime) -> None:
    """It was answered, or the ticket has ended or gone elsewhere: of that, the level hears why."""
    await close_matters_of(session, [MessageKind.TICKET_CALLED], fact.call_id, now=now)
    if fact.ending != "transferred" or fact.level is None or fact.held_at_id is None:
        return
    await tell_offices(
        session,
        MessageKind.TICKET_CALL_ENDED,
        [(role, fact.held_at_id) for role in CALLED[fact.level]],
        occasion_id=fact.call_id,
        about_id=fact.call_id,
        district_id=fact.district_id,
        closes_at=now + TOLD_FOR,
        now=now,
    )


async def follow(session: AsyncSession, fact: TicketPlaced, now: datetime) -> None:
    """Those of the community that a ticket left are called to it no more, whoever above is."""
    ticket = await held_ticket(session, fact.subject_id)
    if ticket.community_id != fact.left_community_id:
        kinds = [MessageKind.TICKET_CALLED]
        await leave_community(session, kinds, ticket.id, fact.left_community_id, now=now)


REACTIONS = [
    Reaction("inbox.ticket_called", TicketCalled, tell_call),
    Reaction("inbox.ticket_call_closed", TicketCallClosed, end_call),
    Reaction("ticket_matters.called_elsewhere", TicketPlaced, follow),
]
