"""Tickets over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import select

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, NotAllowed, may
from shequ_api.base.access.roles import RoleBook
from shequ_api.base.files.service import own_photos
from shequ_api.base.files.showing import Showcase
from shequ_api.base.people.queries import fitting_posting
from shequ_api.features.tickets import queries, service
from shequ_api.features.tickets.flow import STATE_TITLES, TicketState
from shequ_api.features.tickets.loading_router import TheTicket, ticket_in_view
from shequ_api.features.tickets.models import Service, Ticket
from shequ_api.features.tickets.permissions import SETTLERS, TicketPermission
from shequ_api.features.tickets.schemas import (
    TicketAssignment,
    TicketLine,
    TicketListing,
    TicketRating,
    TicketReason,
    TicketRemark,
    TicketServiceView,
    TicketSettlement,
    TicketView,
)
from shequ_api.features.tickets.showing import view_of
from shequ_api.kit.clock import china_date
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["tickets"])
NEEDED = {TicketListing.SCOPE: TicketPermission.VIEW, TicketListing.TRIAGE: TicketPermission.PLACE}


TheShowcase = Annotated[Showcase, Depends(part(Showcase))]
Acceptor = Annotated[Actor, Depends(may(TicketPermission.ACCEPT))]
Decliner = Annotated[Actor, Depends(may(TicketPermission.DECLINE))]
Dispatcher = Annotated[Actor, Depends(may(TicketPermission.ASSIGN))]
Settler = Annotated[Actor, Depends(may(TicketPermission.SETTLE))]
Rater = Annotated[Actor, Depends(may(TicketPermission.RATE, on_behalf=True))]
Withdrawer = Annotated[Actor, Depends(may(TicketPermission.WITHDRAW, on_behalf=True))]
TheRoles = Annotated[RoleBook, Depends(part(RoleBook))]


async def ticket_to_rate(ticket_id: UUID, actor: Rater, session: Session) -> Ticket:
    """A ticket in view, of whom the actor acts for too. Everybody has the right, which stands first
    since it tells whose affair it is."""
    return await ticket_in_view(ticket_id, actor, session)


async def ticket_to_withdraw(ticket_id: UUID, actor: Withdrawer, session: Session) -> Ticket:
    """The same, by the other right."""
    return await ticket_in_view(ticket_id, actor, session)


ToRate = Annotated[Ticket, Depends(ticket_to_rate)]
ToWithdraw = Annotated[Ticket, Depends(ticket_to_withdraw)]


@router.get("/ticket-services")
async def list_ticket_services(_: AnyActor, session: Session) -> list[TicketServiceView]:
    """诉求分类: The categories to choose from."""
    offered = select(Service).where(Service.retired_at.is_(None)).order_by(Service.position)
    return [TicketServiceView.model_validate(row) for row in await session.scalars(offered)]


@router.get("/tickets")
async def list_tickets(
    actor: AnyActor,
    session: Session,
    paging: ThePaging,
    roles: TheRoles,
    view: Annotated[
        TicketListing,
        Query(
            description="Those I reported, filed for others, or handle; those in my scope; of "
            "these, those of which the community is to say where exactly they belong"
        ),
    ] = TicketListing.REPORTED,
    state: Annotated[TicketState | None, Query(description="Only those in this state")] = None,
    service_code: Annotated[
        str | None, Query(max_length=63, description="Only of this category")
    ] = None,
) -> Page[TicketLine]:
    """诉求列表: Tickets that I reported, that I filed for others, that I handle, or that lie in my
    scope; newest first."""
    needed = NEEDED.get(view)
    if needed is not None and not actor.may(needed):
        # An empty list would say that there are none.
        raise NotAllowed(needed, actor, roles)
    lines = queries.ticket_lines(queries.tickets_of(actor, view))
    if state is not None:
        lines = queries.in_state(lines, state)
    if service_code is not None:
        lines = lines.where(Ticket.service_code == service_code)
    rows, cursor = await page_of(session, lines, [Ticket.created_at, Ticket.id], paging)
    items = [TicketLine(**row, state_title=STATE_TITLES[TicketState(row["state"])]) for row in rows]
    return Page(items=items, next_cursor=cursor)


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


@router.post("/tickets/{ticket_id}/rating")
async def rate_ticket(
    rating: TicketRating,
    ticket: ToRate,
    actor: Rater,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> TicketView:
    """群众评单: one to five, by the one who ordered, or by a mandate for them."""
    await service.rate(session, actor, ticket, score=rating.score, comment=rating.comment, now=now)
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
    return await view_of(session, actor, ticket, showcase, now)
