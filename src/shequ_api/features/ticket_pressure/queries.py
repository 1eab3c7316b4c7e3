"""Reads of pressure: what was urged, demanded and called."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import aliased

from shequ_api.base.access.actor import Actor, in_scope, in_view
from shequ_api.base.access.roles import Role
from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.features.departments.public import Department, department_for
from shequ_api.features.ticket_pressure.models import Call, CallStep, Supervision, TicketUrge, Watch
from shequ_api.features.tickets.public import Ticket, TicketPermission, assigned_to

Rows = Select[*tuple[Any, ...]]
AT_ONCE = 100


def last_urge(ticket_id: UUID) -> Select[datetime]:
    """When a ticket was urged last."""
    urged = select(TicketUrge.urged_at).where(TicketUrge.ticket_id == ticket_id)
    return urged.order_by(TicketUrge.urged_at.desc()).limit(1)


def open_call(ticket_id: UUID) -> Select[Call]:
    """The call of a ticket that is not closed, locked."""
    found = select(Call).where(Call.ticket_id == ticket_id, Call.closed_at.is_(None))
    return found.with_for_update()


def calls_due(now: datetime) -> Select[Call]:
    """Calls whose level let its time pass. (Those that others hold just now come next time.)"""
    due = select(Call).where(Call.closed_at.is_(None), Call.due_at <= now)
    return due.order_by(Call.due_at, Call.id).limit(AT_ONCE).with_for_update(skip_locked=True)


def watches_due(now: datetime) -> Rows:
    """Tickets, and their cases, whose handler was silent too long, perhaps."""
    due = select(Watch.ticket_id, Ticket.case_id).join(Ticket, Ticket.id == Watch.ticket_id)
    due = due.where(Watch.due_at <= now)
    return due.order_by(Watch.due_at, Watch.ticket_id).limit(AT_ONCE)


def ticket_in_view(actor: Actor) -> ColumnElement[bool]:
    """Tickets of the actor's scope, or that they handle. Whoever ordered one sees it elsewhere."""
    return in_view(actor, Ticket, TicketPermission.VIEW, assigned_to(actor))


def reported_by(actor: Actor) -> ColumnElement[bool]:
    """Calls about which the department reports for which the actor speaks."""
    if actor.role != Role.DEPARTMENT_OFFICER:
        return false()
    return Call.department_id.in_(department_for(actor).with_only_columns(Department.id))


def call_in_view(actor: Actor, call_id: UUID) -> Select[Call]:
    """A call about such a ticket; to a department one about which it reports."""
    found = select(Call).join(Ticket, Ticket.id == Call.ticket_id).where(Call.id == call_id)
    return found.where(or_(ticket_in_view(actor), reported_by(actor)))


def supervision_in_view(actor: Actor, supervision_id: UUID) -> Select[Supervision]:
    """A supervision of such a ticket."""
    found = select(Supervision).join(Ticket, Ticket.id == Supervision.ticket_id)
    return found.where(Supervision.id == supervision_id, ticket_in_view(actor))


def supervisions_of(actor: Actor) -> ColumnElement[bool]:
    """Supervisions of the actor's scope; of a grid, which has none, those of what they handle."""
    if actor.acting is not None and hasattr(Supervision, actor.acting.scope.column):
        return in_scope(actor, Supervision)
    return Supervision.ticket_id.in_(select(Ticket.id).where(assigned_to(actor)))


def supervision_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Supervisions with what they are about and by whom."""
    demander, answerer = aliased(Person), aliased(Person)
    return (
        select(
            Supervision.id,
            Supervision.ticket_id,
            Place.full_name.label("place_name"),
            Supervision.demand,
            demander.name.label("demanded_by_name"),
            Supervision.demanded_at,
            Supervision.due_at,
            Supervision.answer,
            answerer.name.label("answered_by_name"),
            Supervision.answered_at,
        )
        .join(Ticket, Ticket.id == Supervision.ticket_id)
        .join(Place, Place.id == Ticket.place_id)
        .join(demander, demander.id == Supervision.demanded_by_id)
        .outerjoin(answerer, answerer.id == Supervision.answered_by_id)
        .where(*conditions)
    )


def call_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Calls with what they are about and by whom."""
    maker, answerer = aliased(Person), aliased(Person)
    return (
        select(
            Call.id,
            Call.ticket_id,
            Place.full_name.label("place_name"),
            Call.level,
            Call.department_id,
            Department.name.label("department_name"),
            Call.due_at,
            Call.unanswered,
            Call.reason,
            maker.name.label("made_by_name"),
            Call.made_at,
            Call.answer,
            answerer.name.label("answered_by_name"),
            Call.closed_at,
        )
        .join(Ticket, Ticket.id == Call.ticket_id)
        .join(Place, Place.id == Ticket.place_id)
        .join(maker, maker.id == Call.made_by_id)
        .outerjoin(Department, Department.id == Call.department_id)
        .outerjoin(answerer, answerer.id == Call.answered_by_id)
        .where(*conditions)
    )


def calls_of(actor: Actor, level: int | None) -> ColumnElement[bool]:
    """Calls of the actor's scope, or of their department; of one level, where one is named."""
    officer = actor.role == Role.DEPARTMENT_OFFICER
    scope = reported_by(actor) if officer else in_scope(actor, Call)
    return scope if level is None else and_(scope, Call.level == level)


def steps_of(call_id: UUID) -> Rows:
    """How a call went up, in order."""
    columns = (CallStep.level, CallStep.cause, CallStep.begun_at, CallStep.due_at)
    return select(*columns).where(CallStep.call_id == call_id).order_by(CallStep.number)
