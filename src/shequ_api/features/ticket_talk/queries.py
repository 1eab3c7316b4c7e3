"""Reads of what was said."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.access.actor import Actor
from shequ_api.base.files.models import File
from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.features.content_checks.public import ContentState, state_of
from shequ_api.features.ticket_talk.models import (
    TicketMessage,
    TicketMessagePhoto,
    TicketNote,
    TicketReading,
    TicketThread,
)
from shequ_api.features.ticket_talk.schemas import TalkListing
from shequ_api.features.ticket_talk.sides import Side
from shequ_api.features.tickets.public import (
    Service,
    Ticket,
    assigned_to,
    filed_by,
    filed_for_others,
)
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
KIND = "ticket_message"
"""Of messages among contents that are checked."""
CHECK = case(
    (and_(TicketMessage.side == Side.STAFF, ~TicketMessage.public), ContentState.PASS),
    else_=state_of(KIND, TicketMessage.id),
)
"""What staff say to the one who asked is their own affair; all else is checked."""


def seen_on(ticket: Ticket, side: Side) -> ColumnElement[bool]:
    """Messages that somebody of a side reads on a ticket: its own; as who handles a lead, those of
    what was merged into it; as who ordered what was merged, the lead's public ones."""
    own = TicketMessage.ticket_id == ticket.id
    if side == Side.STAFF:
        merged = select(Ticket.id).where(Ticket.merged_into_id == ticket.id)
        return or_(own, TicketMessage.ticket_id.in_(merged))
    if ticket.merged_into_id is None:
        return own
    return or_(own, and_(TicketMessage.ticket_id == ticket.merged_into_id, TicketMessage.public))


@built_once
def message_lines() -> Rows:
    """Messages with the names that people read."""
    author, agent = aliased(Person), aliased(Person)
    return (
        select(
            TicketMessage.id,
            TicketMessage.ticket_id,
            TicketMessage.number,
            TicketMessage.side,
            TicketMessage.author_id,
            TicketMessage.agent_id,
            author.name.label("author_name"),
            agent.name.label("agent_name"),
            TicketMessage.role,
            TicketMessage.text,
            TicketMessage.public,
            TicketMessage.state,
            TicketMessage.written_at,
            CHECK.label("check"),
        )
        .outerjoin(author, author.id == TicketMessage.author_id)
        .outerjoin(agent, agent.id == TicketMessage.agent_id)
    )


async def photos_in(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, list[Any]]:
    """Message id → its photos, in order. One statement."""
    found: dict[UUID, list[Any]] = {}
    if not ids:
        return found
    rows = await session.execute(
        select(
            TicketMessagePhoto.message_id,
            File.id,
            File.media_type,
            File.width,
            File.height,
            File.taken_at,
        )
        .join(File, File.id == TicketMessagePhoto.file_id)
        .where(TicketMessagePhoto.message_id.in_(ids), File.erased_at.is_(None))
        .order_by(TicketMessagePhoto.message_id, TicketMessagePhoto.position)
    )
    for row in rows:
        found.setdefault(row.message_id, []).append(row)
    return found


def unread_after(ticket_id: Any, side: ColumnElement[str] | str, number: Any) -> ColumnElement[int]:
    """How many messages of the other side stand in a ticket's own thread after a number."""
    later = select(func.count()).where(
        TicketMessage.ticket_id == ticket_id,
        TicketMessage.side != side,
        TicketMessage.number > number,
    )
    return later.scalar_subquery()


def read_up_to(actor: Actor) -> ColumnElement[int]:
    """How far the actor, who is not the reporter, has read a thread."""
    mark = select(TicketReading.number).where(
        TicketReading.ticket_id == TicketThread.ticket_id,
        TicketReading.person_id == actor.person_id,
    )
    return func.coalesce(mark.scalar_subquery(), 0)


def handled_by(actor: Actor) -> ColumnElement[bool]:
    """Tickets that the actor has, by an office that lasts, and what was merged into these."""
    given = select(Ticket.id).where(assigned_to(actor))
    lead, merged = aliased(Ticket), aliased(Ticket)
    under = select(merged.id).join(lead, lead.id == merged.merged_into_id)
    led = under.where(lead.assignee_id == actor.person_id, lead.id.in_(given))
    return Ticket.id.in_(given.union(led))


def thread_lines(session: AsyncSession, actor: Actor, view: TalkListing, on: date) -> Rows:
    """Threads of what the actor ordered or filed, or of what they handle."""
    own = filed_by(session, actor.person_id)
    handled = view == TalkListing.ASSIGNED
    mine = or_(own, filed_for_others(actor, on))
    side = Side.STAFF if handled else Side.REPORTER
    read = (
        read_up_to(actor)
        if handled
        else case((own, TicketThread.reporter_read), else_=read_up_to(actor))
    )
    return (
        select(
            TicketThread.ticket_id,
            Service.title.label("service_title"),
            Place.full_name.label("place_name"),
            TicketThread.messages,
            unread_after(TicketThread.ticket_id, side, read).label("unread"),
            TicketThread.awaits_reply,
            TicketThread.last_at,
        )
        .join(Ticket, Ticket.id == TicketThread.ticket_id)
        .join(Service, Service.code == Ticket.service_code)
        .join(Place, Place.id == Ticket.place_id)
        .where(handled_by(actor) if handled else mine)
    )


def note_lines(ticket_id: UUID) -> Rows:
    """What staff noted on a ticket."""
    return (
        select(
            TicketNote.id,
            TicketNote.ticket_id,
            Person.name.label("author_name"),
            TicketNote.text,
            TicketNote.written_at,
        )
        .join(Person, Person.id == TicketNote.author_id)
        .where(TicketNote.ticket_id == ticket_id)
    )


def reading_of(ticket_id: UUID, person_id: UUID) -> Select[int]:
    """How far somebody who is not its reporter has read a ticket's thread."""
    return select(TicketReading.number).where(
        TicketReading.ticket_id == ticket_id, TicketReading.person_id == person_id
    )
