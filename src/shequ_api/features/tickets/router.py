"""Tickets over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.files.service import own_photos
from shequ_api.base.files.showing import Showcase
from shequ_api.base.people.queries import fitting_posting
from shequ_api.features.content_checks.public import refuse_unfit
from shequ_api.features.tickets import service
from shequ_api.features.tickets.loading_router import TheTicket, ticket_in_view
from shequ_api.features.tickets.models import Ticket
from shequ_api.features.tickets.permissions import SETTLERS, TicketPermission
from shequ_api.features.tickets.schemas import (
    TicketAssignment,
    TicketReason,
    TicketRemark,
    TicketSettlement,
    TicketView,
)
from shequ_api.features.tickets.showing import view_of
from shequ_api.kit.clock import china_date
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router

router = Router(tags=["tickets"])
TheShowcase = Annotated[Showcase, Depends(part(Showcase))]
Acceptor = Annotated[Actor, Depends(may(TicketPermission.ACCEPT))]
Decliner = Annotated[Actor, Depends(may(TicketPermission.DECLINE))]
Dispatcher = Annotated[Actor, Depends(may(TicketPermission.ASSIGN))]
Settler = Annotated[Actor, Depends(may(TicketPermission.SETTLE))]
Withdrawer = Annotated[Actor, Depends(may(TicketPermission.WITHDRAW, on_behalf=True))]


async def ticket_to_withdraw(
    ticket_id: UUID, actor: Withdrawer, session: Session, now: Now
) -> Ticket:
    """A ticket in view, of whom the actor acts for too. Everybody has the right, which stands first
    since it tells whose affair it is."""
    return await ticket_in_view(ticket_id, actor, session, now)


ToWithdraw = Annotated[Ticket, Depends(ticket_to_withdraw)]


@router.get("/tickets/{ticket_id}")
async def get_ticket(
    ticket: TheTicket, actor: AnyActor, session: Session, showcase: TheShowcase, now: Now
) -> TicketView:
    """查看诉求: One ticket with its slips and photos."""
    return await view_of(session, actor, ticket, showcase, now)


@router.post("/tickets/{ticket_id}/acceptance")
async def accept_ticket(
    remark: TicketRemark,
    ticket: TheTicket,
    actor: Acceptor,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> TicketView:
    """社区接单: the community takes it on."""
    await service.accept(session, actor, ticket, note=remark.note, now=now)
    return await view_of(session, actor, ticket, showcase, now)


@router.post("/tickets/{ticket_id}/refusal")
async def decline_ticket(
    reason: TicketReason,
    ticket: TheTicket,
    actor: Decliner,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> TicketView:
    """社区不予受理: Decline with a reason."""
    await service.decline(session, actor, ticket, reason=reason.reason, now=now)
    return await view_of(session, actor, ticket, showcase, now)


@router.put("/tickets/{ticket_id}/assignment")
async def assign_ticket(
    assignment: TicketAssignment,
    ticket: TheTicket,
    actor: Dispatcher,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> TicketView:
    """派单: give it to a grid worker, a colleague or a partner of the community."""
    # Locked until this is over: the posting ends before (and is refused), or after (and its end
    # finds the ticket). Nothing is given to somebody who has left.
    fitting = fitting_posting(assignment.person_id, SETTLERS, ticket, on=china_date(now))
    await service.assign(
        session,
        actor,
        ticket,
        assignee_id=assignment.person_id,
        fits=await session.scalar(fitting) is not None,
        note=assignment.note,
        now=now,
    )
    return await view_of(session, actor, ticket, showcase, now)


@router.post("/tickets/{ticket_id}/settlement")
async def settle_ticket(
    settlement: TicketSettlement,
    ticket: TheTicket,
    actor: Settler,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> TicketView:
    """共建结单: say how it was settled, with photos."""
    await service.settle(
        session,
        actor,
        ticket,
        note=settlement.note,
        photos=await own_photos(session, actor.person_id, settlement.photo_ids),
        now=now,
    )
    return await view_of(session, actor, ticket, showcase, now)


@router.post("/tickets/{ticket_id}/withdrawal")
async def withdraw_ticket(
    reason: TicketReason,
    ticket: ToWithdraw,
    actor: Withdrawer,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> TicketView:
    """撤回诉求: Take back what one ordered, or by a mandate what another did."""
    await service.withdraw(session, actor, ticket, reason=reason.reason, now=now)
    await refuse_unfit(session, reason.reason, ticket)
    return await view_of(session, actor, ticket, showcase, now)
