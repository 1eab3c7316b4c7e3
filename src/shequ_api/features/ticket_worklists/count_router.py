"""Counts of worklists over HTTP."""

from typing import Annotated, Any

from fastapi import Depends

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import may
from shequ_api.features.ticket_worklists import counting
from shequ_api.features.ticket_worklists.schemas import StateCount, TicketCountsView
from shequ_api.features.tickets.public import (
    STATE_TITLES,
    Ticket,
    TicketPermission,
    TicketState,
    assigned_to,
)
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router

router = Router(tags=["ticket_worklists"])
Viewer = Annotated[Actor, Depends(may(TicketPermission.VIEW))]
Settler = Annotated[Actor, Depends(may(TicketPermission.SETTLE))]


@router.get("/ticket-counts")
async def count_tickets(actor: Viewer, session: Session, now: Now) -> TicketCountsView:
    """辖区诉求计数: Open tickets in my scope by state, and how many are overdue or due today."""
    return _counts_view(await counting.counts_of(session, in_scope(actor, Ticket), now))


@router.get("/my-ticket-counts")
async def count_my_tickets(actor: Settler, session: Session, now: Now) -> TicketCountsView:
    """我的待办诉求计数: The same of those that were given to me."""
    return _counts_view(await counting.counts_of(session, assigned_to(actor), now))


def _counts_view(found: dict[str, Any]) -> TicketCountsView:
    states = [
        StateCount(state=state, state_title=STATE_TITLES[state], count=found["states"][state])
        for state in TicketState
        if state in found["states"]
    ]
    return TicketCountsView(**found | {"states": states}, most=counting.MOST)
