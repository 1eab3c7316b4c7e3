"""Reads of tickets."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, with_expression

from shequ_api.base.access.actor import Actor, in_scope, in_view
from shequ_api.base.files.models import File
from shequ_api.base.identity.models import Mandate
from shequ_api.base.identity.queries import in_force
from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.blocks.workflow.models import Case, StepLog
from shequ_api.features.tickets.models import Service, Ticket, TicketHelper, TicketPhoto
from shequ_api.features.tickets.permissions import TicketPermission
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


def ticket_in_view(
    actor: Actor, ticket_id: UUID, own: ColumnElement[bool], on: date
) -> Select[Ticket]:
    """One ticket, if it is the actor's `own` or of whom they act for, filed by or assigned to them,
    helped by them, or in scope; its case beside it, and whether they help."""
    mine = or_(
        own,
        Ticket.reporter_id == actor.concerned_id,
        filed_for_others(actor, on),
        assigned_to(actor),
        helped_by(actor),
    )
    return (
        select(Ticket)
        .join(Ticket.case)
        .options(contains_eager(Ticket.case), with_expression(Ticket.helped, helped_by(actor)))
        .where(Ticket.id == ticket_id, in_view(actor, Ticket, TicketPermission.VIEW, mine))
    )


def filed_for_others(actor: Actor, on: date) -> ColumnElement[bool]:
    """Tickets that the actor filed in another's name: by a mandate of theirs that stands, or of a
    community that the acting posting reaches. Who left office reads what residents said no more."""
    given = (Mandate.agent_id == actor.person_id, Mandate.principal_id == Ticket.reporter_id)
    reached = false() if actor.acting is None else in_reach(actor)
    stands = or_(reached, exists().where(*given, in_force(on)))
    return and_(Ticket.filed_by_id == actor.person_id, stands)


def assigned_to(actor: Actor) -> ColumnElement[bool]:
    """Tickets given to the actor, while a posting that may settle in their community lasts."""
    if actor.acting is None or not actor.may(TicketPermission.SETTLE):
        return false()
    return and_(Ticket.assignee_id == actor.person_id, in_reach(actor))


def helped_by(actor: Actor) -> ColumnElement[bool]:
    """Tickets that the actor helps with, while such a posting lasts."""
    if actor.acting is None or not actor.may(TicketPermission.SETTLE):
        return false()
    helps = (TicketHelper.ticket_id == Ticket.id, TicketHelper.person_id == actor.person_id)
    return and_(exists().where(*helps, TicketHelper.ended_at.is_(None)), in_reach(actor))


def in_reach(actor: Actor) -> ColumnElement[bool]:
    """Tickets of the acting posting's community; of its scope, where it is held above one."""
    if actor.acting is not None and actor.acting.community_id is not None:
        return Ticket.community_id == actor.acting.community_id
    return in_scope(actor, Ticket)


@built_once
def ticket_lines() -> Rows:
    """Lines of a list."""
    return (
        select(
            Ticket.id,
            Ticket.number,
            Ticket.service_code,
            Service.title.label("service_title"),
            Case.state,
            Ticket.text,
            Place.full_name.label("place_name"),
            Ticket.created_at,
            Ticket.due_at,
            Case.changed_at,
            Ticket.bounces,
            Ticket.urges,
            Ticket.supervisions,
        )
        .join(Case, Case.id == Ticket.case_id)
        .join(Service, Service.code == Ticket.service_code)
        .join(Place, Place.id == Ticket.place_id)
    )


def subtasks_left(ticket_id: UUID) -> Select[int]:
    """How many required parts of a ticket, and of what was merged into it, are not done."""
    of_it = or_(Ticket.id == ticket_id, Ticket.merged_into_id == ticket_id)
    return select(func.sum(Ticket.open_subtasks)).where(of_it)


async def with_open_subtasks(session: AsyncSession, ticket_ids: Collection[UUID]) -> set[UUID]:
    """Those of some tickets that have such parts."""
    lead = func.coalesce(Ticket.merged_into_id, Ticket.id)
    of_them = or_(Ticket.id.in_(ticket_ids), Ticket.merged_into_id.in_(ticket_ids))
    return set(await session.scalars(select(lead).where(of_them, Ticket.open_subtasks > 0)))


def photos_of(ticket_id: UUID, *, handles: bool) -> Rows:
    """The photos and spoken messages of a ticket, in order; for who `handles` it, those of what was
    merged into it, too: they are strangers' to whoever ordered this one."""
    merged = select(Ticket.id).where(Ticket.merged_into_id == ticket_id)
    shown = TicketPhoto.ticket_id == ticket_id
    if handles:
        shown = or_(shown, TicketPhoto.ticket_id.in_(merged))
    return (
        select(
            *(TicketPhoto.step, File.id, File.media_type, File.width, File.height, File.taken_at),
            File.seconds,
        )
        .join(File, File.id == TicketPhoto.file_id)
        .where(shown)
        .order_by(TicketPhoto.ticket_id != ticket_id, TicketPhoto.step, TicketPhoto.position)
    )


def names_of(ticket: Ticket) -> Rows:
    """Ids and names of reporter, assignee, and the one who filed it."""
    people = [ticket.reporter_id, ticket.assignee_id, ticket.filed_by_id]
    return select(Person.id, Person.name).where(Person.id.in_(people))


async def who_took(session: AsyncSession, case_id: UUID) -> dict[str, UUID]:
    """Step → who took it last; without those that nobody signed."""
    taken = select(StepLog.step, StepLog.actor_id).where(
        StepLog.case_id == case_id, StepLog.actor_id.is_not(None)
    )
    rows = await session.execute(taken.order_by(StepLog.number))
    return {row.step: row.actor_id for row in rows}
