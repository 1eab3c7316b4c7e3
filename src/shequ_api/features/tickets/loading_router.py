"""What the routes of tickets begin with: a ticket in view."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from shequ_api.base.access.policies import AnyActor
from shequ_api.features.tickets import queries
from shequ_api.features.tickets.anonymity import filed_by
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session


async def ticket_in_view(ticket_id: UUID, actor: AnyActor, session: Session, now: Now) -> Ticket:
    """A ticket that the actor reported, handles, helps with, or that lies in scope."""
    own = filed_by(session, actor.person_id)
    wanted = queries.ticket_in_view(actor, ticket_id, own, china_date(now))
    ticket = await session.scalar(wanted)
    if ticket is None:
        raise Absent
    return ticket


TheTicket = Annotated[Ticket, Depends(ticket_in_view)]
