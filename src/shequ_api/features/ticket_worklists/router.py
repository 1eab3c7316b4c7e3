"""Lists of tickets over HTTP."""

from typing import Annotated

from fastapi import Depends, Query

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, NotAllowed
from shequ_api.base.access.roles import RoleBook
from shequ_api.features.ticket_worklists import queries
from shequ_api.features.ticket_worklists.rules import Question, TicketDue, TicketListing, states_of
from shequ_api.features.ticket_worklists.showing import lines_of
from shequ_api.features.tickets.public import (
    BROAD,
    Ticket,
    TicketLine,
    TicketPermission,
    TicketState,
    filed_by,
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
WHOLE = frozenset({TicketListing.SCOPE, TicketListing.UNASSIGNED})


class NotAWorklist(Malformed):
    code, title = "not_a_worklist", "只有辖区内的和派给我的诉求可以按时限查看"


NEEDED = {
    TicketListing.SCOPE: TicketPermission.VIEW,
    TicketListing.UNASSIGNED: TicketPermission.VIEW,
    TicketListing.TRIAGE: TicketPermission.PLACE,
    TicketListing.UNCATEGORISED: TicketPermission.CATEGORISE,
}


async def _question(
    view: Annotated[
        TicketListing,
        Query(
            description="`reported`: that I reported; `filed`: that I filed in the name of others; "
            "`assigned`: that I handle; `scope`: all in my scope; of these `unassigned`: open, and "
            "nobody has them; `triage`: nobody said yet where exactly; `uncategorised`: nobody "
            "said yet what they are about"
        ),
    ] = TicketListing.REPORTED,
    state: Annotated[TicketState | None, Query(description="Only those in this state")] = None,
    open_only: Annotated[
        bool, Query(description="Only those about which something is to be done")
    ] = False,
    service_code: Annotated[
        str | None,
        Query(max_length=63, description="Only of this category, or of those shown under it"),
    ] = None,
    due: Annotated[
        TicketDue | None,
        Query(
            description="Only with `view` `assigned` or `scope`, refused with others: what is "
            "`overdue`, or due later `today`, the first due first"
        ),
    ] = None,
) -> Question:
    return Question(view, states_of(view, state, open_only=open_only), service_code, due)


Asked = Annotated[Question, Depends(_question)]


@router.get("/tickets")
async def list_tickets(
    asked: Asked,
    actor: AnyActor,
    session: Session,
    paging: ThePaging,
    roles: TheRoles,
    now: Now,
) -> Page[TicketLine]:
    """诉求列表: Tickets that I reported, that I filed for others, that I handle, or that lie in my
    scope; newest first, or in the order in which they are due."""
    needed = NEEDED.get(asked.view)
    if needed is not None and not actor.may(needed):
        # An empty list would say that there are none.
        raise NotAllowed(needed, actor, roles)
    if asked.due is not None and asked.view not in DUE_IN:
        raise NotAWorklist
    after, wanted = paging.after, paging.limit + 1
    if _is_broad(actor, asked):
        ids = queries.newest_of_branches(actor, asked, after, wanted)
        lines = ticket_lines(Ticket.id.in_(ids))
    else:
        own = filed_by(session, actor.person_id)
        there = queries.tickets_of(actor, asked.view, own, now)
        if asked.narrowed or asked.due is not None:
            there = Ticket.id.in_(queries.chosen(there, asked, after, wanted, now))
        lines = ticket_lines(there)
    ascending = asked.due is not None
    order = queries.order_of(asked)
    rows, cursor = await page_of(session, lines, order, paging, ascending=ascending)
    return Page(items=lines_of(rows, now), next_cursor=cursor)


def _is_broad(actor: Actor, asked: Question) -> bool:
    """Whether the list is too long to be looked through for what it is narrowed to."""
    whole = asked.view in WHOLE and asked.narrowed and asked.due is None
    return whole and actor.acting is not None and actor.acting.scope.column in BROAD
