"""Counts of worklists over HTTP."""

from typing import Annotated

from fastapi import Depends, Query

from shequ_api.base.access.actor import in_scope
from shequ_api.base.access.policies import AnyActor, NotAllowed
from shequ_api.base.access.roles import RoleBook
from shequ_api.features.ticket_worklists import counting
from shequ_api.features.ticket_worklists.schemas import (
    CountedTickets,
    ServiceCount,
    StateCount,
    TicketCountsView,
)
from shequ_api.features.tickets.public import (
    STATE_TITLES,
    Ticket,
    TicketPermission,
    TicketState,
    assigned_to,
)
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router

router = Router(tags=["ticket_worklists"])
TheRoles = Annotated[RoleBook, Depends(part(RoleBook))]
NEEDED = {
    CountedTickets.SCOPE: TicketPermission.VIEW,
    CountedTickets.ASSIGNED: TicketPermission.SETTLE,
}


@router.get("/ticket-counts")
async def count_tickets(
    actor: AnyActor,
    session: Session,
    roles: TheRoles,
    now: Now,
    view: Annotated[
        CountedTickets, Query(description="Those in my scope, or those that were given to me")
    ] = CountedTickets.SCOPE,
) -> TicketCountsView:
    """诉求计数: Open tickets in my scope, or given to me, by state and category, and how many are
    overdue or due today."""
    if not actor.may(NEEDED[view]):
        raise NotAllowed(NEEDED[view], actor, roles)
    scope = view == CountedTickets.SCOPE
    which = in_scope(actor, Ticket) if scope else assigned_to(actor)
    found = await counting.counts_of(session, which, now)
    states = [
        StateCount(state=state, state_title=STATE_TITLES[state], count=found.states[state])
        for state in TicketState
        if state in found.states
    ]
    services = [
        ServiceCount(service_code=row.service_code, service_title=row.service_title, count=row.many)
        for row in found.services
    ]
    return TicketCountsView(
        **found.times,
        open=found.open,
        unassigned=found.unassigned,
        states=states,
        services=services,
        most=counting.MOST,
    )
