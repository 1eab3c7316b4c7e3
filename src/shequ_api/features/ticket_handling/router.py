"""Handling over HTTP: giving back, passing on, many at once, and rulings."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.access.roles import ROLE_TITLES, Role
from shequ_api.base.files.showing import Showcase
from shequ_api.base.people.models import Posting
from shequ_api.base.people.queries import fitting_posting
from shequ_api.features.ticket_handling import assignees, bulk, queries, service
from shequ_api.features.ticket_handling.permissions import TicketHandlingPermission
from shequ_api.features.ticket_handling.rule_router import router as rule_router
from shequ_api.features.ticket_handling.schemas import (
    AssigneeLine,
    AwaitingTicket,
    TicketArbitration,
    TicketAssignmentResult,
    TicketPassingOn,
    TicketReturn,
    TicketsAssigned,
    TicketsAssignment,
)
from shequ_api.features.tickets.public import (
    SETTLERS,
    NotYourTask,
    TheTicket,
    Ticket,
    TicketPermission,
    TicketView,
    view_of,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["tickets"])
router.include_router(rule_router)
TheShowcase = Annotated[Showcase, Depends(part(Showcase))]
Settler = Annotated[Actor, Depends(may(TicketPermission.SETTLE))]
Dispatcher = Annotated[Actor, Depends(may(TicketPermission.ASSIGN))]
Arbiter = Annotated[Actor, Depends(may(TicketHandlingPermission.ARBITRATE))]


class NotYoursToAssign(Forbidden):
    code, title = "not_yours_to_assign", "只有诉求所在社区可以派单"


class NotYoursToArbitrate(Forbidden):
    code, title = "not_yours_to_arbitrate", "只有诉求所在街道、区县可以裁定"


async def _fits(session: AsyncSession, ticket: Ticket, person_id: UUID, now: Now) -> bool:
    # Locked until this is over, as wherever work is given.
    fitting = fitting_posting(person_id, SETTLERS, ticket, on=china_date(now))
    return await session.scalar(fitting) is not None


@router.post("/tickets/{ticket_id}/return")
async def return_ticket(
    given: TicketReturn,
    ticket: TheTicket,
    actor: Settler,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> TicketView:
    """退单: Give it back as not one's duty, within the district's time; or take it back, as the
    community. From the third time on those above say who handles it."""
    await service.return_ticket(
        session, actor, ticket, reason=given.reason, new_fact=given.new_fact, now=now
    )
    return await view_of(session, actor, ticket, showcase, now)


@router.post("/tickets/{ticket_id}/passing-on")
async def pass_ticket_on(
    passing: TicketPassingOn,
    ticket: TheTicket,
    actor: Settler,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> TicketView:
    """转派同事: Give what one handles to a colleague who may settle it. Its clocks go on."""
    # Before anybody looks whom it shall be given to; and again, when it is locked.
    if not await service.has_it(session, actor, ticket):
        raise NotYourTask
    await service.pass_on(
        session,
        actor,
        ticket,
        colleague_id=passing.person_id,
        fits=await _fits(session, ticket, passing.person_id, now),
        note=passing.reason,
        now=now,
    )
    return await view_of(session, actor, ticket, showcase, now)


@router.get("/tickets/{ticket_id}/assignees")
async def list_ticket_assignees(
    ticket: TheTicket, actor: Dispatcher, session: Session, paging: ThePaging, now: Now
) -> Page[AssigneeLine]:
    """可派单人员: Whom a ticket of one's scope could be given to, office by office: what they have
    to do already, and who is away."""
    if not actor.covers(ticket):
        raise NotYoursToAssign
    lines = assignees.assignee_lines(ticket, china_date(now))
    rows, cursor = await page_of(session, lines, [Posting.id], paging)
    found = assignees.loads_of({row["person_id"] for row in rows}, now)
    loads = {each["assignee_id"]: each for each in (await session.execute(found)).mappings()}
    return Page(
        items=[_assignee(row, loads.get(row["person_id"])) for row in rows], next_cursor=cursor
    )


def _assignee(row: Mapping[str, Any], load: Mapping[Any, Any] | None) -> AssigneeLine:
    has = load or {"load": 0, "due_today": 0, "overdue": 0}
    named = {name: row[name] for name in AssigneeLine.model_fields if name in row}
    return AssigneeLine(
        **named,
        posting_id=row["id"],
        role_title=row["custom_title"] or ROLE_TITLES[Role(row["role"])],
        **{name: has[name] for name in ("load", "due_today", "overdue")},
    )


@router.post("/ticket-assignments")
async def assign_tickets(
    assignment: TicketsAssignment, actor: Dispatcher, session: Session, now: Now
) -> TicketsAssigned:
    """批量派单: Give up to a hundred tickets of one's scope to one person; each has its result."""
    outcomes = await bulk.assign_many(
        session,
        actor,
        list(dict.fromkeys(assignment.ticket_ids)),
        assignee_id=assignment.person_id,
        note=assignment.note,
        now=now,
    )
    results = [
        TicketAssignmentResult(title=bulk.RESULT_TITLES[each.result], **each._asdict())
        for each in outcomes
    ]
    assigned = sum(each.result == bulk.BulkResult.ASSIGNED for each in outcomes)
    return TicketsAssigned(assigned=assigned, results=results)


@router.get("/ticket-arbitrations")
async def list_ticket_arbitrations(
    actor: Arbiter, session: Session, paging: ThePaging
) -> Page[AwaitingTicket]:
    """待裁定诉求: Tickets of my scope that came back too often, newest first."""
    lines = queries.awaiting_lines(queries.awaiting(actor))
    rows, cursor = await page_of(session, lines, [Ticket.created_at, Ticket.id], paging)
    return Page(items=[AwaitingTicket(**row) for row in rows], next_cursor=cursor)


@router.post("/tickets/{ticket_id}/arbitration")
async def arbitrate_ticket(
    ruling: TicketArbitration,
    ticket: TheTicket,
    actor: Arbiter,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> TicketView:
    """裁定办理人: Say who handles what came back too often. It binds until there is a new fact."""
    if not actor.covers(ticket):
        raise NotYoursToArbitrate
    await service.arbitrate(
        session,
        actor,
        ticket,
        assignee_id=ruling.person_id,
        fits=await _fits(session, ticket, ruling.person_id, now),
        reason=ruling.reason,
        now=now,
    )
    return await view_of(session, actor, ticket, showcase, now)
