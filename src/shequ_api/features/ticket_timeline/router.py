"""The timeline over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from shequ_api.base.access.policies import AnyActor
from shequ_api.base.files.router import TheShowcase
from shequ_api.features.ticket_timeline import queries
from shequ_api.features.ticket_timeline.schemas import TicketTimelineView
from shequ_api.features.ticket_timeline.showing import timeline_of
from shequ_api.features.tickets.public import Ticket, ticket_in_view
from shequ_api.kit.clock import china_date
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router

router = Router(tags=["ticket_timeline"])


async def public_ticket(ticket_id: UUID, actor: AnyActor, session: Session, now: Now) -> Ticket:
    """A ticket that the actor may read as one of the public, or has in view."""
    wanted = (
        select(Ticket)
        .join(Ticket.case)
        .options(contains_eager(Ticket.case))
        .where(Ticket.id == ticket_id)
        .where(queries.of_the_public(ticket_id, actor, china_date(now)))
    )
    ticket = await session.scalar(wanted)
    return ticket or await ticket_in_view(ticket_id, actor, session)


PublicTicket = Annotated[Ticket, Depends(public_ticket)]


@router.get("/tickets/{ticket_id}/timeline")
async def get_ticket_timeline(
    ticket: PublicTicket, session: Session, showcase: TheShowcase, now: Now
) -> TicketTimelineView:
    """诉求公开进度: What the public may read of a ticket: steps, public replies and photos, in
    order, without residents' names."""
    return await timeline_of(session, ticket, showcase, now)
