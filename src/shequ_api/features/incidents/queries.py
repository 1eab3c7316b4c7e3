"""Reads of incidents."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Grid, Place
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.incidents.models import Incident, IncidentArea, IncidentLink
from shequ_api.features.incidents.rules import SCOPES
from shequ_api.features.tickets.public import OPEN, Service, Ticket

Rows = Select[*tuple[Any, ...]]


def incident_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Incidents as everybody may read them."""
    shown = ("id", "service_code", "title", "answer", "starts_at", "ends_at", "state")
    ended = ("published_at", "outcome", "ended_at")
    return (
        select(
            *(getattr(Incident, name) for name in (*shown, *ended)),
            Service.title.label("service_title"),
        )
        .join(Service, Service.code == Incident.service_code)
        .where(*conditions)
    )


def area_lines(incident_ids: Collection[UUID]) -> Rows:
    """The areas of some incidents, by what people call them."""
    name = func.coalesce(Place.full_name, Grid.name)
    return (
        select(
            IncidentArea.incident_id,
            IncidentArea.place_id,
            IncidentArea.grid_id,
            name.label("name"),
        )
        .outerjoin(Place, Place.id == IncidentArea.place_id)
        .outerjoin(Grid, Grid.id == IncidentArea.grid_id)
        .where(IncidentArea.incident_id.in_(incident_ids))
        .order_by(IncidentArea.incident_id, name, IncidentArea.id)
    )


def going_on_at(areas: Collection[UUID], service_code: str | None) -> Select[UUID]:
    """The published incidents that cover one of these areas; of a category."""
    covering = select(IncidentArea.incident_id).where(
        IncidentArea.area_id.in_(areas), IncidentArea.live
    )
    if service_code is not None:
        covering = covering.where(IncidentArea.service_code == service_code)
    return covering


def causing(ticket: Ticket, areas: Collection[UUID]) -> Select[Incident]:
    """The latest incident that a ticket is about; locked against its end."""
    until = or_(Incident.ends_at.is_(None), Incident.ends_at > ticket.created_at)
    found = Incident.id.in_(going_on_at(areas, ticket.service_code))
    return (
        select(Incident)
        .where(found, Incident.starts_at <= ticket.created_at, until)
        .order_by(Incident.published_at.desc(), Incident.id)
        .limit(1)
        .with_for_update(read=True)
    )


def reported_before(incident: Incident, areas: Collection[UUID], most: int) -> Select[UUID]:
    """Open tickets inside an incident's areas, category and time that were never linked to it."""
    inside = or_(*(getattr(Ticket, name).in_(areas) for name in SCOPES))
    known = exists().where(
        IncidentLink.ticket_id == Ticket.id,
        or_(
            IncidentLink.incident_id == incident.id,
            IncidentLink.unlinked_at.is_(None) & IncidentLink.result.is_(None),
        ),
    )
    found = (
        select(Ticket.id)
        .join(Case, Case.id == Ticket.case_id)
        .where(inside, Ticket.service_code == incident.service_code, ~known)
        .where(Ticket.created_at >= incident.starts_at, Case.state.in_(OPEN))
    )
    if incident.ends_at is not None:
        found = found.where(Ticket.created_at < incident.ends_at)
    return found.order_by(Ticket.created_at, Ticket.id).limit(most)


def waiting_links(incident_id: UUID, most: int) -> Select[IncidentLink]:
    """Links that the end of an incident has not come to yet, locked."""
    standing = (IncidentLink.unlinked_at.is_(None), IncidentLink.result.is_(None))
    found = select(IncidentLink).where(IncidentLink.incident_id == incident_id, *standing)
    return found.order_by(IncidentLink.ticket_id).limit(most).with_for_update()


def link_lines(incident_id: UUID) -> Rows:
    """The tickets of an incident, and what became of each."""
    return (
        select(
            IncidentLink.ticket_id,
            IncidentLink.linked_at,
            IncidentLink.unlinked_at,
            IncidentLink.unlink_reason,
            IncidentLink.result,
            IncidentLink.result_at,
            Case.state,
            Ticket.text,
            Place.full_name.label("place_name"),
            Person.name.label("unlinked_by_name"),
        )
        .join(Ticket, Ticket.id == IncidentLink.ticket_id)
        .join(Case, Case.id == Ticket.case_id)
        .join(Place, Place.id == Ticket.place_id)
        .outerjoin(Person, Person.id == IncidentLink.unlinked_by_id)
        .where(IncidentLink.incident_id == incident_id)
    )


def incident_of(ticket_id: UUID) -> Select[UUID]:
    """The incident that a ticket is linked to, or was when that ended."""
    linked = (IncidentLink.ticket_id == ticket_id, IncidentLink.unlinked_at.is_(None))
    return (
        select(IncidentLink.incident_id)
        .where(*linked)
        .order_by(IncidentLink.linked_at.desc())
        .limit(1)
    )
