"""Lists of tickets over HTTP."""

from typing import Annotated

from fastapi import Depends, Query

from shequ_api.base.access.policies import AnyActor, NotAllowed
from shequ_api.base.access.roles import RoleBook
from shequ_api.features.ticket_worklists import queries
from shequ_api.features.ticket_worklists.schemas import TicketDue, TicketListing
from shequ_api.features.tickets.public import (
    STATE_TITLES,
    Ticket,
    TicketLine,
    TicketPermission,
    TicketState,
    filed_by,
    is_overdue,
    ticket_lines,
)
from shequ_api.kit.errors import Malformed
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["tickets"])
TheRoles = Annotated[RoleBook, Depends(part(RoleBook))]
DUE_IN = frozenset({TicketListing.SCOPE, TicketListing.ASSIGNED})


class NotAWorklist(Malformed):
    code, title = "not_a_worklist", "只有辖区内的和派给我的诉求可以按时限查看"


NEEDED = {
    TicketListing.SCOPE: TicketPermission.VIEW,
    TicketListing.TRIAGE: TicketPermission.PLACE,
    TicketListing.UNCATEGORISED: TicketPermission.CATEGORISE,
}


@router.get("/tickets")
async def list_tickets(
    actor: AnyActor,
    session: Session,
    paging: ThePaging,
    roles: TheRoles,
    now: Now,
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
    due: Annotated[
        TicketDue | None,
        Query(description="Of those I handle, or in my scope: these alone, the first due first"),
    ] = None,
) -> Page[TicketLine]:
    """诉求列表: Tickets that I reported, that I filed for others, that I handle, or that lie in my
    scope; newest first, or in the order in which they are due."""
    needed = NEEDED.get(view)
    if needed is not None and not actor.may(needed):
        # An empty list would say that there are none.
        raise NotAllowed(needed, actor, roles)
    lines = ticket_lines(queries.tickets_of(actor, view, filed_by(session, actor.person_id)))
    if state is not None:
        lines = queries.in_state(lines, state)
    if service_code is not None:
        lines = lines.where(Ticket.service_code == service_code)
    order = [Ticket.created_at, Ticket.id]
    if due is not None:
        if view not in DUE_IN:
            raise NotAWorklist
        lines, order = lines.where(queries.when_due(due, now)), [Ticket.due_at, Ticket.id]
    rows, cursor = await page_of(session, lines, order, paging, ascending=due is not None)
    items = [
        TicketLine(
            **row,
            state_title=STATE_TITLES[TicketState(row["state"])],
            overdue=is_overdue(row["due_at"], now),
        )
        for row in rows
    ]
    return Page(items=items, next_cursor=cursor)
