"""Pressure over HTTP: urging, and demanding an answer."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.ticket_handling.public import times_in
from shequ_api.features.ticket_pressure import pressing, queries, supervising
from shequ_api.features.ticket_pressure.call_router import router as call_router
from shequ_api.features.ticket_pressure.models import Supervision
from shequ_api.features.ticket_pressure.permissions import TicketPressurePermission
from shequ_api.features.ticket_pressure.rules import CLOSING_TITLES, SupervisionClosing
from shequ_api.features.ticket_pressure.schemas import (
    PressureAnswer,
    SupervisionDemand,
    SupervisionRemark,
    SupervisionView,
    TicketUrgeView,
)
from shequ_api.features.tickets.public import (
    TheTicket,
    Ticket,
    TicketPermission,
    ticket_in_view,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["tickets"])
router.include_router(call_router)
Urger = Annotated[Actor, Depends(may(TicketPressurePermission.URGE, on_behalf=True))]
Supervisor = Annotated[Actor, Depends(may(TicketPressurePermission.SUPERVISE))]
Settler = Annotated[Actor, Depends(may(TicketPermission.SETTLE))]
Viewer = Annotated[Actor, Depends(may(TicketPermission.VIEW))]


async def supervision_in_view(
    supervision_id: UUID, actor: AnyActor, session: Session
) -> Supervision:
    """A supervision of the actor's scope, or of what they handle."""
    found = await session.scalar(queries.supervision_in_view(actor, supervision_id))
    if found is None:
        raise Absent
    return found


async def ticket_to_urge(ticket_id: UUID, actor: Urger, session: Session, now: Now) -> Ticket:
    """A ticket in view, of whom the actor acts for too. Everybody has the right, which stands first
    since it tells whose affair it is."""
    return await ticket_in_view(ticket_id, actor, session, now)


TheSupervision = Annotated[Supervision, Depends(supervision_in_view)]
ToUrge = Annotated[Ticket, Depends(ticket_to_urge)]


@router.post("/tickets/{ticket_id}/urges", status_code=201)
async def urge_ticket(ticket: ToUrge, actor: Urger, session: Session, now: Now) -> TicketUrgeView:
    """催办: Say that one waits, as whoever ordered it, or by a mandate for them; once in so many
    hours. What was merged is urged under its lead."""
    handled = await pressing.urge(session, actor, ticket, now=now)
    times = await times_in(session, ticket.district_id)
    return TicketUrgeView(
        ticket_id=handled.id, urges=handled.urges, next_at=now + timedelta(hours=times.urge_hours)
    )


@router.post("/tickets/{ticket_id}/supervisions", status_code=201)
async def supervise_ticket(
    demand: SupervisionDemand, ticket: TheTicket, actor: Supervisor, session: Session, now: Now
) -> SupervisionView:
    """督办: Demand an answer within so many workdays, as those above."""
    made = await supervising.supervise(
        session, actor, ticket, demand=demand.demand, workdays=demand.workdays, now=now
    )
    return await _shown(session, made, now)


@router.get("/ticket-supervisions")
async def list_ticket_supervisions(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    now: Now,
    ticket_id: Annotated[UUID | None, Query(description="Only of this ticket")] = None,
    by_my_office: Annotated[
        bool, Query(description="Only what the office demands that I hold")
    ] = False,
    open_only: Annotated[bool, Query(description="Only what is not over")] = False,
) -> Page[SupervisionView]:
    """督办列表: Supervisions of my scope, or of what I handle in my grid; newest first."""
    mine = queries.demanded_by(actor) if by_my_office else queries.supervisions_of(actor)
    lines = queries.supervision_lines(mine)
    if ticket_id is not None:
        lines = lines.where(Supervision.ticket_id == ticket_id)
    if open_only:
        lines = lines.where(Supervision.closed_at.is_(None))
    order = [Supervision.demanded_at, Supervision.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[_view(row, now) for row in rows], next_cursor=cursor)


@router.get("/ticket-supervisions/{supervision_id}")
async def get_ticket_supervision(
    supervision: TheSupervision, _: AnyActor, session: Session, now: Now
) -> SupervisionView:
    """查看督办: What is demanded, and what was answered."""
    return await _shown(session, supervision, now)


@router.post("/ticket-supervisions/{supervision_id}/answer")
async def answer_ticket_supervision(
    answer: PressureAnswer, supervision: TheSupervision, actor: Settler, session: Session, now: Now
) -> SupervisionView:
    """答复督办: Report what is asked, as whoever handles it, or as the community."""
    await supervising.answer_supervision(session, actor, supervision, answer=answer.answer, now=now)
    return await _shown(session, supervision, now)


@router.post("/ticket-supervisions/{supervision_id}/closing")
async def close_ticket_supervision(
    remark: SupervisionRemark,
    supervision: TheSupervision,
    actor: Supervisor,
    session: Session,
    now: Now,
) -> SupervisionView:
    """结束督办: The office that demanded an answer demands nothing more."""
    await supervising.close_supervision(session, actor, supervision, remark=remark.remark, now=now)
    return await _shown(session, supervision, now)


async def _shown(session: AsyncSession, one: Supervision, now: Now) -> SupervisionView:
    await session.flush()
    lines = queries.supervision_lines(Supervision.id == one.id)
    return _view(dict((await session.execute(lines)).mappings().one()), now)


def _view(row: dict[str, Any], now: Now) -> SupervisionView:
    waited_until, closing = row["answered_at"] or row["closed_at"] or now, row["closing"]
    return SupervisionView(
        **row,
        overdue=waited_until > row["due_at"],
        closing_title=CLOSING_TITLES[SupervisionClosing(closing)] if closing else None,
    )
