"""Clocks of tickets over HTTP."""

from typing import Annotated

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.ticket_clocks import pausing
from shequ_api.features.ticket_clocks.permissions import TicketClockPermission
from shequ_api.features.ticket_clocks.schemas import (
    TicketClocksView,
    TicketPauseDraft,
)
from shequ_api.features.ticket_clocks.showing import clocks_view
from shequ_api.features.tickets.public import (
    TheTicket,
    Ticket,
)
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router

router = Router(tags=["ticket_clocks"])
Pauser = Annotated[Actor, Depends(may(TicketClockPermission.PAUSE))]


async def ticket_to_pause(ticket: TheTicket, actor: Pauser, session: Session) -> Ticket:
    """A ticket that the actor handles. NotYourTask."""
    await pausing.refuse_others(session, actor, ticket)
    return ticket


ToPause = Annotated[Ticket, Depends(ticket_to_pause)]


@router.get("/tickets/{ticket_id}/clocks")
async def get_ticket_clocks(
    ticket: TheTicket, _: AnyActor, session: Session, now: Now
) -> TicketClocksView:
    """查看诉求时限: Until when it is to be answered and settled, how much of that is left, whether
    and why it is paused, and what was missed by how much."""
    return await clocks_view(session, ticket, now)


@router.post("/tickets/{ticket_id}/pauses", status_code=201)
async def pause_ticket(
    draft: TicketPauseDraft, ticket: ToPause, actor: Pauser, session: Session, now: Now
) -> TicketClocksView:
    """暂停计时: Say why nobody can go on. It goes on by itself when its time is over, and, where it
    waits for the resident, as soon as they write."""
    await pausing.pause(session, actor, ticket, **dict(draft), now=now)
    return await clocks_view(session, ticket, now)


@router.post("/tickets/{ticket_id}/resumption")
async def resume_ticket(
    ticket: ToPause, actor: Pauser, session: Session, now: Now
) -> TicketClocksView:
    """恢复计时: It can go on."""
    await pausing.resume(session, actor, ticket, now=now)
    return await clocks_view(session, ticket, now)
