"""Reads of labels."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select

from shequ_api.base.access.actor import Actor, in_scope, kept_above
from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.features.ticket_labels.models import TicketLabel, TicketLabelUse
from shequ_api.features.tickets.public import Ticket, ticket_lines
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


def labels_over(actor: Actor) -> ColumnElement[bool]:
    """Those of the actor's community and of the places above it."""
    return kept_above(actor, TicketLabel.place_id)


def labels_within_reach(actor: Actor) -> ColumnElement[bool]:
    """Labels that tickets of the actor's scope may bear: those above it, and inside it."""
    inside = select(Place.id).where(Place.id == TicketLabel.place_id, in_scope(actor, Place))
    return or_(labels_over(actor), inside.exists())


def fits(ticket: Ticket) -> ColumnElement[bool]:
    """Labels of the ticket's community and of the places above it."""
    above = (ticket.community_id, ticket.subdistrict_id, ticket.district_id)
    return TicketLabel.place_id.in_(above)


@built_once
def label_lines() -> Rows:
    """Labels with the names of their places."""
    return select(
        *(TicketLabel.id, TicketLabel.place_id, Place.name.label("place_name")),
        *(TicketLabel.title, TicketLabel.version, TicketLabel.made_at),
        TicketLabel.retired_at,
    ).join(Place, Place.id == TicketLabel.place_id)


def in_use_at(place_id: UUID) -> Select[int]:
    """How many labels a place has."""
    live = (TicketLabel.place_id == place_id, TicketLabel.retired_at.is_(None))
    return select(func.count()).select_from(TicketLabel).where(*live)


def uses_of(ticket_id: UUID) -> Rows:
    """What stands on a ticket, and by whom."""
    return (
        select(
            *(TicketLabelUse.label_id, TicketLabel.title, TicketLabelUse.put_at),
            Person.name.label("put_by_name"),
        )
        .join(TicketLabel, TicketLabel.id == TicketLabelUse.label_id)
        .outerjoin(Person, Person.id == TicketLabelUse.put_by_id)
        .where(TicketLabelUse.ticket_id == ticket_id)
        .order_by(TicketLabelUse.put_at, TicketLabelUse.label_id)
    )


def bears(label_id: UUID) -> ColumnElement[bool]:
    """Whether a ticket bears a label: for lists that have an index of their own."""
    return exists().where(
        TicketLabelUse.ticket_id == Ticket.id, TicketLabelUse.label_id == label_id
    )


def tickets_with(actor: Actor, label_id: UUID) -> Rows:
    """Tickets of the actor's scope that bear a label: one index of uses for each broad scope, and
    for a grid that of its community."""
    acting = actor.acting
    community_id = acting.community_id if acting else None
    wide: ColumnElement[bool] = in_scope(actor, TicketLabelUse)
    if community_id is not None:
        wide = TicketLabelUse.community_id == community_id
    return (
        ticket_lines(in_scope(actor, Ticket) if acting else false())
        .join(TicketLabelUse, TicketLabelUse.ticket_id == Ticket.id)
        .where(wide, TicketLabelUse.label_id == label_id)
    )
