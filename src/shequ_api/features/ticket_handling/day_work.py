"""Tickets that I am to settle, and those that wait in my scope for somebody to take them."""

from datetime import timedelta

from sqlalchemy import ColumnElement, false, func, select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.day_work import Day, DayWork, Rows, work_columns
from shequ_api.base.places.models import Place
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.tickets.public import (
    STATE_TITLES,
    Service,
    Ticket,
    TicketPermission,
    TicketState,
    assigned_to,
)

LOOK_BACK = timedelta(days=90)
"""What waits longer is looked for in the list of tickets, which is not for today."""
DETAIL = 60
"""Characters of its text: enough to know which it is."""


def _lines(*conditions: ColumnElement[bool]) -> Rows:
    columns = work_columns(
        Place,
        row_id=Ticket.id,
        title=Service.title,
        state=Case.state,
        opens_at=Ticket.created_at,
        detail=func.left(Ticket.text, DETAIL),
    )
    return (
        select(*columns)
        .select_from(Ticket)
        .join(Case, Case.id == Ticket.case_id)
        .join(Service, Service.code == Ticket.service_code)
        .join(Place, Place.id == Ticket.place_id)
        .where(*conditions)
        .order_by(Ticket.created_at, Ticket.id)
    )


def _mine(actor: Actor, _: Day) -> Rows:
    return _lines(assigned_to(actor), Case.state == TicketState.RESOLVING)


def _unassigned(actor: Actor, day: Day) -> Rows:
    """For those who may take one: of those above, nobody does."""
    waiting = [TicketState.ACCEPTED]
    if actor.may(TicketPermission.ACCEPT):
        waiting.append(TicketState.SUBMITTED)
    return _lines(
        in_scope(actor, Ticket) if actor.may(TicketPermission.SETTLE) else false(),
        Ticket.created_at > day.now - LOOK_BACK,
        Ticket.assignee_id.is_(None),
        Case.state.in_(waiting),
    )


DAY_WORK = [
    DayWork(
        key="tickets_assigned",
        title="派给我的诉求",
        permission=TicketPermission.SETTLE,
        lines=_mine,
        operation="get_ticket",
        parameters={"ticket_id": "id"},
        states=STATE_TITLES,
        shown=30,
    ),
    DayWork(
        key="tickets_waiting",
        title="辖区待处理诉求",
        permission=TicketPermission.VIEW,
        lines=_unassigned,
        operation="get_ticket",
        parameters={"ticket_id": "id"},
        states=STATE_TITLES,
        shown=20,
    ),
]
