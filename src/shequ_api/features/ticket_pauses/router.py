"""Pauses over HTTP."""

from typing import Annotated

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.features.ticket_clocks.public import TicketClocksView, clocks_view
from shequ_api.features.ticket_pauses import service
from shequ_api.features.ticket_pauses.permissions import TicketPausePermission
from shequ_api.features.ticket_pauses.schemas import TicketPauseDraft
from shequ_api.features.tickets.public import TheTicket, Ticket
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router

router = Router(tags=["ticket_clocks"])
Pauser = Annotated[Actor, Depends(may(TicketPausePermission.PAUSE))]


async def ticket_to_pause(ticket: TheTicket, actor: Pauser, session: Session) -> Ticket:
    """A ticket that the actor handles. NotYourTask."""
    await service.refuse_others(session, actor, ticket)
    return ticket


ToPause = Annotated[Ticket, Depends(ticket_to_pause)]


@router.post("/tickets/{ticket_id}/pauses", status_code=201)
async def pause_ticket(
    draft: TicketPauseDraft, ticket: ToPause, actor: Pauser, session: Session, now: Now
) -> TicketClocksView:
    """暂停计时: Say why nobody can go on. It goes on by itself when its time is over, and, where it
    waits for the resident, as soon as they write."""
    await service.pause(session, actor, ticket, **dict(draft), now=now)
    return await clocks_view(session, ticket, now)


@router.post("/tickets/{ticket_id}/resumption")
async def resume_ticket(
    ticket: ToPause, actor: Pauser, session: Session, now: Now
) -> TicketClocksView:
    """恢复计时: It can go on."""
    await service.resume(session, actor, ticket, now=now)
    return await clocks_view(session, ticket, now)
