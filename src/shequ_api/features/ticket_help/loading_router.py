"""What the routes of help, and of parts, begin with."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.people.queries import fitting_posting
from shequ_api.features.ticket_help.holding import leads
from shequ_api.features.tickets.public import (
    SETTLERS,
    NotYourTask,
    TheTicket,
    Ticket,
    TicketPermission,
    handles_it,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden
from shequ_api.kit.http.exchange import Session

Settler = Annotated[Actor, Depends(may(TicketPermission.SETTLE))]


class NotHandling(Forbidden):
    """Whoever ordered it sees in how many parts it is handled, not by whom."""

    code, title = "not_handling", "只有办理这件诉求的人可以查看协办和子任务"


async def ticket_handled(ticket: TheTicket, actor: AnyActor, session: Session) -> Ticket:
    """A ticket in view of somebody who handles it, or leads that under which it is handled."""
    if handles_it(actor, ticket) or await leads(session, actor, await head_of(session, ticket)):
        return ticket
    raise NotHandling


async def ticket_led(ticket: TheTicket, actor: Settler, session: Session) -> Ticket:
    """A ticket in view that the actor leads: before anybody looks who is to help."""
    if not await leads(session, actor, await head_of(session, ticket)):
        raise NotYourTask
    return ticket


async def head_of(session: AsyncSession, ticket: Ticket) -> Ticket:
    """The ticket under which one is handled: itself, or its lead (并单)."""
    if ticket.merged_into_id is None:
        return ticket
    return await session.get_one(Ticket, ticket.merged_into_id)


Handled = Annotated[Ticket, Depends(ticket_handled)]
Led = Annotated[Ticket, Depends(ticket_led)]


async def fits(session: AsyncSession, ticket: Ticket, person_id: UUID, now: datetime) -> bool:
    """Whether somebody may settle in a ticket's community: locked until this is over, as wherever
    work is given."""
    fitting = fitting_posting(person_id, SETTLERS, ticket, on=china_date(now))
    return await session.scalar(fitting) is not None
