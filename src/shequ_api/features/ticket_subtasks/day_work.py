"""The parts of tickets that I have."""

from sqlalchemy import select

from shequ_api.base.access.actor import Actor
from shequ_api.base.day_work import Day, DayWork, Rows, work_columns
from shequ_api.base.places.models import Place
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.ticket_subtasks import queries
from shequ_api.features.ticket_subtasks.flow import STATE_TITLES
from shequ_api.features.ticket_subtasks.models import TicketSubtask
from shequ_api.features.tickets.public import Service, Ticket, TicketPermission


def _mine(actor: Actor, _: Day) -> Rows:
    columns = work_columns(
        Place,
        row_id=TicketSubtask.id,
        title=TicketSubtask.title,
        state=Case.state,
        opens_at=TicketSubtask.set_at,
        due_at=TicketSubtask.due_at,
        detail=Service.title,
    )
    return (
        select(*columns)
        .select_from(TicketSubtask)
        .join(Case, Case.id == TicketSubtask.case_id)
        .join(Ticket, Ticket.id == TicketSubtask.ticket_id)
        .join(Service, Service.code == Ticket.service_code)
        .join(Place, Place.id == Ticket.place_id)
        .where(queries.mine(actor), TicketSubtask.ended_at.is_(None))
        .order_by(TicketSubtask.due_at, TicketSubtask.id)
    )


DAY_WORK = [
    DayWork(
        key="ticket_subtasks",
        title="我的诉求子任务",
        permission=TicketPermission.SETTLE,
        lines=_mine,
        operation="get_ticket_subtask",
        parameters={"subtask_id": "id"},
        states=STATE_TITLES,
        shown=20,
    )
]
