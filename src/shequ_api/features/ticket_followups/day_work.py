"""Return visits that wait in my scope."""

from sqlalchemy import func, select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.day_work import Day, DayWork, Rows, work_columns
from shequ_api.base.places.models import Place
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.ticket_followups.models import ReturnVisit
from shequ_api.features.ticket_followups.permissions import FollowupPermission
from shequ_api.features.ticket_followups.rules import STATE_TITLES
from shequ_api.features.tickets.public import Service, Ticket

DETAIL = 60
"""Characters of its text: enough to know which it is."""


def _waiting(actor: Actor, _: Day) -> Rows:
    columns = work_columns(
        Place,
        row_id=ReturnVisit.id,
        title=Service.title,
        state=Case.state,
        opens_at=ReturnVisit.opened_at,
        due_at=ReturnVisit.due_at,
        detail=func.left(Ticket.text, DETAIL),
    )
    return (
        select(*columns)
        .select_from(ReturnVisit)
        .join(Case, Case.id == ReturnVisit.case_id)
        .join(Ticket, Ticket.id == ReturnVisit.ticket_id)
        .join(Service, Service.code == Ticket.service_code)
        .join(Place, Place.id == Ticket.place_id)
        .where(in_scope(actor, ReturnVisit), ReturnVisit.done_at.is_(None))
        .order_by(ReturnVisit.due_at, ReturnVisit.id)
    )


DAY_WORK = [
    DayWork(
        key="return_visits_waiting",
        title="待回访的低分诉求",
        permission=FollowupPermission.MAKE_VISITS,
        lines=_waiting,
        operation="get_return_visit",
        parameters={"visit_id": "id"},
        states=STATE_TITLES,
        shown=20,
    )
]
