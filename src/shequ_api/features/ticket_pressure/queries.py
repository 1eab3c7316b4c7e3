"""Reads of pressure: what was urged, demanded and called."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.access.actor import Actor, in_scope, in_view
from shequ_api.base.access.roles import Role
from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.features.departments.public import Department, department_for
from shequ_api.features.ticket_pressure.models import Call, CallStep, Supervision, TicketUrge, Watch
from shequ_api.features.tickets.public import Ticket, TicketPermission, assigned_to, filed_by
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
AT_ONCE = 100


def last_urge(session: AsyncSession, actor: Actor, ticket_id: UUID) -> Select[datetime]:
    """When the actor, or whom they act for, urged a ticket last, by whichever of their tickets that
    are handled under it. (Whoever acts for another learns nothing of what that one filed without
    a name.)"""
    theirs = Ticket.reporter_id == actor.concerned_id
    if actor.on_behalf_of is None:
        theirs = filed_by(session, actor.person_id)
    urged = select(TicketUrge.urged_at).join(Ticket, Ticket.id == TicketUrge.own_ticket_id)
    urged = urged.where(TicketUrge.ticket_id == ticket_id, theirs)
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
    """A supervision of such a ticket, or of one that was merged into what the actor handles."""
    found = select(Supervision).join(Ticket, Ticket.id == Supervision.ticket_id)
    seen = or_(ticket_in_view(actor), _under(actor))
    return found.where(Supervision.id == supervision_id, seen)


def _under(actor: Actor) -> ColumnElement[bool]:
    return Ticket.merged_into_id.in_(select(Ticket.id).where(assigned_to(actor)))


def supervisions_of(actor: Actor) -> ColumnElement[bool]:
    """Supervisions of the actor's scope; of a grid, which has none, those of what they handle."""
    if actor.acting is not None and hasattr(Supervision, actor.acting.scope.column):
        return in_scope(actor, Supervision)
    return Supervision.ticket_id.in_(
        select(Ticket.id).where(or_(assigned_to(actor), _under(actor)))
    )


def demanded_by(actor: Actor) -> ColumnElement[bool]:
    """Supervisions of the very office that the actor holds."""
    held_at_id = actor.acting.scope.id if actor.acting else None
    return and_(supervisions_of(actor), Supervision.office_id == held_at_id)


def open_supervisions(ticket_id: UUID) -> Select[Supervision]:
    """What is demanded about a ticket, locked."""
    found = select(Supervision).where(Supervision.ticket_id == ticket_id)
    ordered = found.where(Supervision.closed_at.is_(None)).order_by(Supervision.id)
    return ordered.with_for_update()


def merged_pressed(lead_id: UUID) -> Select[Ticket]:
    """Those under a lead about which something is demanded, or somebody called."""
    pressed = (
        exists().where(kind.ticket_id == Ticket.id, kind.closed_at.is_(None))
        for kind in (Supervision, Call)
    )
    found = select(Ticket).where(Ticket.merged_into_id == lead_id, or_(*pressed))
    return found.order_by(Ticket.id)


def pressed_elsewhere(community_id: UUID) -> Select[Ticket]:
    """Those of a community about which another one is pressed still."""
    pressed = (
        exists().where(
            kind.ticket_id == Ticket.id,
            kind.closed_at.is_(None),
            kind.community_id != Ticket.community_id,
        )
        for kind in (Supervision, Call)
    )
    found = select(Ticket).where(Ticket.community_id == community_id, or_(*pressed))
    return found.order_by(Ticket.case_id).limit(AT_ONCE)


def supervisions_late(now: datetime) -> Select[Supervision, UUID | None]:
    """Those whose time passed, of which nobody has heard yet, and who handles the ticket, or its
    lead. (Those that others hold just now come next time.)"""
    waiting = (
        Supervision.closed_at.is_(None),
        Supervision.answered_at.is_(None),
        Supervision.overdue_at.is_(None),
    )
    lead = aliased(Ticket)
    handler = case((lead.id.is_(None), Ticket.assignee_id), else_=lead.assignee_id)
    late = select(Supervision, handler).join(Ticket, Ticket.id == Supervision.ticket_id)
    late = late.outerjoin(lead, lead.id == Ticket.merged_into_id)
    late = late.where(*waiting, Supervision.due_at <= now)
    oldest = late.order_by(Supervision.due_at, Supervision.id).limit(AT_ONCE)
    return oldest.with_for_update(of=Supervision, skip_locked=True)


@built_once
def supervision_lines() -> Rows:
    """Supervisions with what they are about and by whom."""
    demander, answerer, office = aliased(Person), aliased(Person), aliased(Place)
    return (
        select(
            Supervision.id,
            Supervision.ticket_id,
            Place.full_name.label("place_name"),
            Supervision.office_id,
            office.name.label("office_name"),
            Supervision.demand,
            demander.name.label("demanded_by_name"),
            Supervision.demanded_at,
            Supervision.due_at,
            Supervision.answer,
            answerer.name.label("answered_by_name"),
            Supervision.answered_at,
            Supervision.closing,
            Supervision.remark,
            Supervision.closed_at,
        )
        .join(Ticket, Ticket.id == Supervision.ticket_id)
        .join(Place, Place.id == Ticket.place_id)
        .join(office, office.id == Supervision.office_id)
        .join(demander, demander.id == Supervision.demanded_by_id)
        .outerjoin(answerer, answerer.id == Supervision.answered_by_id)
    )


@built_once
def call_lines() -> Rows:
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
            Call.ending,
            Call.closed_at,
        )
        .join(Ticket, Ticket.id == Call.ticket_id)
        .join(Place, Place.id == Ticket.place_id)
        .join(maker, maker.id == Call.made_by_id)
        .outerjoin(Department, Department.id == Call.department_id)
        .outerjoin(answerer, answerer.id == Call.answered_by_id)
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
