"""How far tickets are, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.ticket_substates import queries
from shequ_api.features.ticket_substates.models import TicketSubstate, TicketSubstateChange
from shequ_api.features.ticket_substates.permissions import TicketSubstatePermission
from shequ_api.features.ticket_substates.rules import next_of
from shequ_api.features.ticket_substates.schemas import (
    SubstateBrief,
    SubstateCount,
    SubstateCounts,
    TicketSubstateChangeLine,
    TicketSubstateChoice,
    TicketSubstateView,
)
from shequ_api.features.ticket_substates.service.setting import check_staff, set_substate
from shequ_api.features.tickets.public import (
    STATE_TITLES,
    TheTicket,
    Ticket,
    TicketLine,
    TicketPermission,
    TicketState,
    is_overdue,
    ticket_lines,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["ticket_substates"])
Viewer = Annotated[Actor, Depends(may(TicketSubstatePermission.VIEW))]
Setter = Annotated[Actor, Depends(may(TicketSubstatePermission.SET))]
Overseer = Annotated[Actor, Depends(may(TicketPermission.VIEW))]


async def reachable_substate(
    substate_id: UUID, actor: AnyActor, session: Session
) -> TicketSubstate:
    """A substate in which tickets of the actor's scope may be: of a place above it, or inside."""
    wanted = select(TicketSubstate).where(TicketSubstate.id == substate_id)
    substate = await session.scalar(wanted.where(queries.reachable_by(actor)))
    if substate is None:
        raise Absent
    return substate


@router.get("/tickets/{ticket_id}/substate")
async def get_ticket_progress(
    ticket: TheTicket, actor: Viewer, session: Session
) -> TicketSubstateView:
    """诉求办理进展: How far a ticket is within its state, and what may come next."""
    check_staff(session, actor, ticket)
    return await _shown(session, ticket)


@router.put("/tickets/{ticket_id}/substate")
async def set_ticket_substate(
    choice: TicketSubstateChoice, ticket: TheTicket, actor: Setter, session: Session, now: Now
) -> TicketSubstateView:
    """更新办理进展: Say how far a ticket that I handle is. What does not follow on where it stands
    is refused with what does; residents are told if there is a title for them, never the note."""
    check_staff(session, actor, ticket)
    await set_substate(
        session, actor, ticket, substate_id=choice.substate_id, note=choice.note, now=now
    )
    await session.flush()
    return await _shown(session, ticket)


@router.get("/tickets/{ticket_id}/substate-changes")
async def list_ticket_substate_changes(
    ticket: TheTicket, actor: Viewer, session: Session, paging: ThePaging
) -> Page[TicketSubstateChangeLine]:
    """办理进展记录: How far a ticket was said to be, by whom, with the titles of the time; newest
    first."""
    check_staff(session, actor, ticket)
    order = [TicketSubstateChange.step_number]
    rows, cursor = await page_of(session, queries.changes_of(ticket), order, paging)
    return Page(items=[TicketSubstateChangeLine(**row) for row in rows], next_cursor=cursor)


@router.get("/ticket-substates/{substate_id}/tickets")
async def list_tickets_in_substate(
    substate: Annotated[TicketSubstate, Depends(reachable_substate)],
    actor: Overseer,
    session: Session,
    paging: ThePaging,
    now: Now,
) -> Page[TicketLine]:
    """处于某项进展的诉求: Tickets of my scope that are in a substate, newest first."""
    lines = ticket_lines(in_scope(actor, Ticket), Ticket.substate_id == substate.id)
    rows, cursor = await page_of(session, lines, [Ticket.created_at, Ticket.id], paging)
    items = [
        TicketLine(
            **row,
            state_title=STATE_TITLES[TicketState(row["state"])],
            overdue=is_overdue(row["due_at"], now),
        )
        for row in rows
    ]
    return Page(items=items, next_cursor=cursor)


@router.get("/ticket-substate-counts")
async def count_tickets_by_substate(actor: Overseer, session: Session) -> SubstateCounts:
    """办理进展计数: How many tickets of my scope are in which substate."""
    rows = (await session.execute(queries.counts_in(actor))).mappings()
    return SubstateCounts(counts=[SubstateCount(**row) for row in rows], most=queries.MOST)


async def _shown(session: AsyncSession, ticket: Ticket) -> TicketSubstateView:
    await session.refresh(ticket, ["state", "substate_id"])
    offered = (await session.scalars(queries.offered(ticket, ticket.state))).all()
    current = await session.get(TicketSubstate, ticket.substate_id) if ticket.substate_id else None
    state = TicketState(ticket.state)
    return TicketSubstateView(
        state=state,
        state_title=STATE_TITLES[state],
        substate=SubstateBrief.model_validate(current) if current else None,
        next=[SubstateBrief.model_validate(each) for each in next_of(ticket.substate_id, offered)],
    )
