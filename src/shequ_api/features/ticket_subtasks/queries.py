"""Reads of subtasks."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from shequ_api.base.access.actor import Actor
from shequ_api.base.files.models import File
from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.ticket_help.public import handled
from shequ_api.features.ticket_subtasks.flow import SubtaskState
from shequ_api.features.ticket_subtasks.models import TicketSubtask, TicketSubtaskPhoto
from shequ_api.features.tickets.public import Service, Ticket, TicketPermission, in_reach
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


def open_parts(ticket_id: UUID, *conditions: ColumnElement[bool]) -> Select[TicketSubtask]:
    """The parts of a ticket that are still to be done."""
    of_it = (TicketSubtask.ticket_id == ticket_id, TicketSubtask.ended_at.is_(None))
    return select(TicketSubtask).where(*of_it, *conditions).order_by(TicketSubtask.case_id)


def has_open_parts() -> ColumnElement[bool]:
    """Tickets of which parts are still to be done."""
    return exists().where(TicketSubtask.ticket_id == Ticket.id, TicketSubtask.ended_at.is_(None))


def parts_of(ticket_id: UUID) -> Rows:
    """How many parts of a ticket stand, are done, and are required and to be done; and were set."""
    state = Case.state
    stands = state.in_([SubtaskState.OPEN, SubtaskState.DONE])
    return (
        select(
            func.count().filter(stands).label("subtasks"),
            func.count().filter(state == SubtaskState.DONE).label("subtasks_done"),
            func.count()
            .filter(state == SubtaskState.OPEN, TicketSubtask.required)
            .label("open_subtasks"),
            func.count().label("ever"),
        )
        .select_from(TicketSubtask)
        .join(Case, Case.id == TicketSubtask.case_id)
        .where(TicketSubtask.ticket_id == ticket_id)
    )


def subtask_in_view(actor: Actor, subtask_id: UUID) -> Select[TicketSubtask]:
    """A subtask of a ticket that the actor handles; its ticket and its case beside it."""
    return (
        select(TicketSubtask)
        .join(TicketSubtask.ticket)
        .join(TicketSubtask.case)
        .options(contains_eager(TicketSubtask.ticket), contains_eager(TicketSubtask.case))
        .where(TicketSubtask.id == subtask_id, handled(actor))
    )


def of_ticket(ticket_id: UUID) -> ColumnElement[bool]:
    """The parts of a ticket, and those of what is handled under it."""
    merged = select(Ticket.id).where(Ticket.merged_into_id == ticket_id)
    return or_(TicketSubtask.ticket_id == ticket_id, TicketSubtask.ticket_id.in_(merged))


@built_once
def subtask_lines() -> Rows:
    """Subtasks with the names that people read."""
    assignee, setter = aliased(Person), aliased(Person)
    shown = ("id", "ticket_id", "title", "required", "assignee_id", "due_at", "set_at", "ended_at")
    return (
        select(
            *(getattr(TicketSubtask, name) for name in shown),
            TicketSubtask.what,
            Case.state,
            assignee.name.label("assignee_name"),
            setter.name.label("set_by_name"),
            Service.title.label("service_title"),
            Place.full_name.label("place_name"),
        )
        .join(Case, Case.id == TicketSubtask.case_id)
        .join(Ticket, Ticket.id == TicketSubtask.ticket_id)
        .join(Service, Service.code == Ticket.service_code)
        .join(Place, Place.id == Ticket.place_id)
        .join(setter, setter.id == TicketSubtask.set_by_id)
        .outerjoin(assignee, assignee.id == TicketSubtask.assignee_id)
    )


def mine(actor: Actor) -> ColumnElement[bool]:
    """Parts that the actor has, where the acting posting reaches their ticket."""
    if actor.acting is None or not actor.may(TicketPermission.SETTLE):
        return false()
    return and_(TicketSubtask.assignee_id == actor.person_id, in_reach(actor))


def photos_of(subtask_id: UUID) -> Rows:
    """How a subtask was done, in order."""
    photo = TicketSubtaskPhoto
    return (
        select(File.id, File.media_type, File.width, File.height, File.taken_at)
        .join(photo, photo.file_id == File.id)
        .where(photo.subtask_id == subtask_id, File.erased_at.is_(None))
        .order_by(photo.step_number, photo.position)
    )


def overdue_untold(now: datetime, most: int) -> Select[TicketSubtask]:
    """Parts whose time is over and of which nobody was told that, the oldest first, locked."""
    late = (TicketSubtask.ended_at.is_(None), TicketSubtask.overdue_told_at.is_(None))
    found = select(TicketSubtask).where(*late, TicketSubtask.due_at <= now)
    return found.order_by(TicketSubtask.due_at).limit(most).with_for_update(skip_locked=True)


def lead_of(ticket_ids: Collection[UUID]) -> Rows:
    """Of some tickets: `id`, `community_id`, and `lead_id`, who leads their work now."""
    head = aliased(Ticket)
    return (
        select(Ticket.id, Ticket.community_id, head.assignee_id.label("lead_id"))
        .join(head, head.id == func.coalesce(Ticket.merged_into_id, Ticket.id))
        .where(Ticket.id.in_(ticket_ids))
    )
