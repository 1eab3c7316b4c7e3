"""Pressure over HTTP: urging, and demanding an answer."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.ticket_handling.public import times_in
from shequ_api.features.ticket_pressure import pressing, queries
from shequ_api.features.ticket_pressure.call_router import router as call_router
from shequ_api.features.ticket_pressure.models import Supervision
from shequ_api.features.ticket_pressure.permissions import TicketPressurePermission
from shequ_api.features.ticket_pressure.schemas import (
    PressureAnswer,
    SupervisionDemand,
    SupervisionView,
    TicketUrgeView,
)
from shequ_api.features.tickets.public import (
    TheTicket,
    TicketPermission,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["tickets"])
router.include_router(call_router)
Urger = Annotated[Actor, Depends(may(TicketPressurePermission.URGE))]
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


TheSupervision = Annotated[Supervision, Depends(supervision_in_view)]


@router.post("/tickets/{ticket_id}/urges", status_code=201)
async def urge_ticket(
    ticket: TheTicket, actor: Urger, session: Session, now: Now
) -> TicketUrgeView:
    """催办: Say that one waits, as whoever ordered it; once in so many hours."""
    await pressing.urge(session, actor, ticket, now=now)
    times = await times_in(session, ticket.district_id)
    return TicketUrgeView(
        ticket_id=ticket.id, urges=ticket.urges, next_at=now + timedelta(hours=times.urge_hours)
    )


@router.post("/tickets/{ticket_id}/supervisions", status_code=201)
async def supervise_ticket(
    demand: SupervisionDemand, ticket: TheTicket, actor: Supervisor, session: Session, now: Now
) -> SupervisionView:
    """督办: Demand an answer by a time, as those above."""
    made = await pressing.supervise(
        session, actor, ticket, demand=demand.demand, due_at=demand.due_at, now=now
    )
    return await _shown(session, made, now)


@router.get("/ticket-supervisions")
async def list_ticket_supervisions(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    now: Now,
    ticket_id: Annotated[UUID | None, Query(description="Only of this ticket")] = None,
) -> Page[SupervisionView]:
    """督办列表: Supervisions of my scope, or of what I handle in my grid; newest first."""
    lines = queries.supervision_lines(queries.supervisions_of(actor))
    if ticket_id is not None:
        lines = lines.where(Supervision.ticket_id == ticket_id)
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
    """答复督办: By whoever handles it, or the community."""
    await pressing.answer_supervision(session, actor, supervision, answer=answer.answer, now=now)
    return await _shown(session, supervision, now)


async def _shown(session: AsyncSession, one: Supervision, now: Now) -> SupervisionView:
    await session.flush()
    lines = queries.supervision_lines(Supervision.id == one.id)
    return _view(dict((await session.execute(lines)).mappings().one()), now)


def _view(row: dict[str, Any], now: Now) -> SupervisionView:
    return SupervisionView(**row, overdue=(row["answered_at"] or now) > row["due_at"])
