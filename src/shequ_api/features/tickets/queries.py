"""Reads of tickets."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from shequ_api.base.access.actor import Actor, in_scope, in_view
from shequ_api.base.files.models import File
from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.blocks.workflow.models import Case, StepLog
from shequ_api.features.tickets.models import Service, Ticket, TicketPhoto
from shequ_api.features.tickets.permissions import TicketPermission
from shequ_api.features.tickets.schemas import TicketListing

Rows = Select[*tuple[Any, ...]]


def ticket_in_view(actor: Actor, ticket_id: UUID) -> Select[Ticket]:
    """One ticket, if it is the actor's own or of whom they act for, filed by or assigned to them,
    or in scope; its case beside it."""
    own = Ticket.reporter_id.in_({actor.person_id, actor.concerned_id})
    mine = or_(own, Ticket.filed_by_id == actor.person_id, assigned_to(actor))
    return (
        select(Ticket)
        .join(Ticket.case)
        .options(contains_eager(Ticket.case))
        .where(Ticket.id == ticket_id, in_view(actor, Ticket, TicketPermission.VIEW, mine))
    )


def assigned_to(actor: Actor) -> ColumnElement[bool]:
    """Tickets given to the actor, while a posting that may settle in their community lasts."""
    if actor.acting is None or not actor.may(TicketPermission.SETTLE):
        return false()
    return and_(Ticket.assignee_id == actor.person_id, in_reach(actor))


def in_reach(actor: Actor) -> ColumnElement[bool]:
    """Tickets of the acting posting's community; of its scope, where it is held above one."""
    if actor.acting is not None and actor.acting.community_id is not None:
        return Ticket.community_id == actor.acting.community_id
    return in_scope(actor, Ticket)


def tickets_of(actor: Actor, view: TicketListing) -> ColumnElement[bool]:
    """One indexed predicate for each view."""
    if view == TicketListing.REPORTED:
        return Ticket.reporter_id == actor.person_id
    if view == TicketListing.FILED:
        return Ticket.filed_by_id == actor.person_id
    if view == TicketListing.ASSIGNED:
        return assigned_to(actor)
    scope = in_view(actor, Ticket, TicketPermission.VIEW)
    return and_(scope, Ticket.awaits_place) if view == TicketListing.TRIAGE else scope


def ticket_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Lines of a list."""
    return (
        select(
            Ticket.id,
            Ticket.service_code,
            Service.title.label("service_title"),
            Case.state,
            Ticket.text,
            Place.full_name.label("place_name"),
            Ticket.created_at,
            Case.changed_at,
        )
        .join(Case, Case.id == Ticket.case_id)
        .join(Service, Service.code == Ticket.service_code)
        .join(Place, Place.id == Ticket.place_id)
        .where(*conditions)
    )


def photos_of(ticket_id: UUID) -> Rows:
    """The photos of a ticket, in order."""
    return (
        select(TicketPhoto.step, File.id, File.media_type, File.width, File.height, File.taken_at)
        .join(File, File.id == TicketPhoto.file_id)
        .where(TicketPhoto.ticket_id == ticket_id)
        .order_by(TicketPhoto.step, TicketPhoto.position)
    )


def names_of(ticket: Ticket) -> Rows:
    """Ids and names of reporter, assignee, and the one who filed it."""
    people = [ticket.reporter_id, ticket.assignee_id, ticket.filed_by_id]
    return select(Person.id, Person.name).where(Person.id.in_(people))


def in_state(lines: Rows, state: str) -> Rows:
    """Only lines in one state."""
    return lines.where(Case.state == state)


async def who_took(session: AsyncSession, case_id: UUID) -> dict[str, UUID]:
    """Step → who took it last."""
    taken = select(StepLog.step, StepLog.actor_id).where(StepLog.case_id == case_id)
    rows = await session.execute(taken.order_by(StepLog.number))
    return {row.step: row.actor_id for row in rows}


def open_at(actor_id: UUID, place: Place) -> Select[int]:
    """How many of a person's own tickets at a place are not ended yet."""
    ended = ("rated", "declined", "withdrawn")
    return (
        select(func.count())
        .select_from(Ticket)
        .join(Case, Case.id == Ticket.case_id)
        .where(Ticket.reporter_id == actor_id, Ticket.place_id == place.id)
        .where(Case.state.not_in(ended))
    )
