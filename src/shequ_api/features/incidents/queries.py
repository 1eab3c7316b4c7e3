"""Reads of incidents."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Grid, Place
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.incidents.models import (
    Incident,
    IncidentArea,
    IncidentEdition,
    IncidentLink,
)
from shequ_api.features.incidents.rules import (
    GRACE,
    SCOPES,
    UNCHANGED,
    IncidentState,
    LinkResult,
    areas_of,
)
from shequ_api.features.tickets.public import OPEN, Service, Ticket
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


@built_once
def incident_lines() -> Rows:
    """Incidents as everybody may read them."""
    shown = ("id", "service_code", "title", "answer", "starts_at", "ends_at", "state")
    ended = ("published_at", "outcome", "ended_at", "edition", "overdue_at")
    return select(
        *(getattr(Incident, name) for name in (*shown, *ended)),
        Service.title.label("service_title"),
    ).join(Service, Service.code == Incident.service_code)


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


def latest_at(located: Any) -> Rows:
    """The latest that is going on where something lies, and how many are."""
    shown = (Incident.id, Incident.title, Incident.ends_at, Incident.overdue_at)
    return (
        select(*shown, func.count().over().label("many"))
        .where(Incident.id.in_(going_on_at(areas_of(located), None)))
        .order_by(Incident.published_at.desc(), Incident.id)
        .limit(1)
    )


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


def open_in_district(district_id: UUID, after: UUID | None, most: int) -> Select[UUID]:
    """So many open tickets of a district behind one: a stretch of one index."""
    found = select(Ticket.id).where(Ticket.district_id == district_id, Ticket.ended_at.is_(None))
    if after is not None:
        found = found.where(Ticket.id > after)
    return found.order_by(Ticket.id).limit(most)


def reported_before(
    incident: Incident, areas: Collection[UUID], ids: Collection[UUID]
) -> Select[UUID]:
    """Those of some tickets that lie inside an incident's areas, category and time and are linked
    to nothing, nor ever were to it (but for what moved away)."""
    inside = or_(*(getattr(Ticket, name).in_(areas) for name in SCOPES))
    standing = IncidentLink.unlinked_at.is_(None) & IncidentLink.result.is_(None)
    of_it = IncidentLink.incident_id == incident.id
    moved = IncidentLink.unlinked_at.is_(None) & (IncidentLink.result == LinkResult.MOVED)
    known = exists().where(IncidentLink.ticket_id == Ticket.id, or_(standing, and_(of_it, ~moved)))
    found = (
        select(Ticket.id)
        .where(Ticket.id.in_(ids), inside, Ticket.service_code == incident.service_code, ~known)
        .where(Ticket.created_at >= incident.starts_at)
    )
    if incident.ends_at is not None:
        found = found.where(Ticket.created_at < incident.ends_at)
    return found.order_by(Ticket.id)


def open_tickets(ids: Collection[UUID]) -> Select[Ticket]:
    """Those of some tickets that are handled; their cases are locked."""
    found = select(Ticket).join(Case, Case.id == Ticket.case_id).where(Ticket.id.in_(ids))
    handled = found.where(Case.state.in_(OPEN)).order_by(Ticket.id)
    return handled.execution_options(populate_existing=True)


def case_ids(ids: Collection[UUID]) -> Select[UUID]:
    """The cases of some tickets."""
    return select(Ticket.case_id).where(Ticket.id.in_(ids))


def standing_link(ticket_id: UUID) -> Select[IncidentLink]:
    """The link by which a ticket is about something that goes on, locked."""
    standing = (IncidentLink.unlinked_at.is_(None), IncidentLink.result.is_(None))
    return (
        select(IncidentLink).where(IncidentLink.ticket_id == ticket_id, *standing).with_for_update()
    )


def covers(incident: Incident, ticket: Ticket, areas: Collection[UUID]) -> Select[bool]:
    """Whether an incident is of a ticket's category and covers one of these areas."""
    inside = exists().where(
        IncidentArea.incident_id == incident.id,
        IncidentArea.area_id.in_(areas),
        IncidentArea.service_code == ticket.service_code,
    )
    return select(inside)


def may_come_back(incident_id: UUID, ticket_ids: Collection[UUID]) -> ColumnElement[bool]:
    """Links of tickets that moved away from an incident and are about nothing else."""
    other = aliased(IncidentLink)
    elsewhere = exists().where(
        other.ticket_id == IncidentLink.ticket_id,
        other.unlinked_at.is_(None),
        other.result.is_(None),
    )
    return and_(
        IncidentLink.incident_id == incident_id,
        IncidentLink.ticket_id.in_(ticket_ids),
        IncidentLink.result == LinkResult.MOVED,
        IncidentLink.unlinked_at.is_(None),
        ~elsewhere,
    )


def standing_ids(incident_id: UUID, after: UUID | None, most: int) -> Select[UUID]:
    """So many tickets that are linked to an incident, behind one."""
    standing = (IncidentLink.unlinked_at.is_(None), IncidentLink.result.is_(None))
    found = select(IncidentLink.ticket_id).where(IncidentLink.incident_id == incident_id, *standing)
    if after is not None:
        found = found.where(IncidentLink.ticket_id > after)
    return found.order_by(IncidentLink.ticket_id).limit(most)


def standing_links(incident_id: UUID, ticket_ids: Collection[UUID]) -> Select[IncidentLink, Ticket]:
    """The links of some tickets to an incident that stand, locked, with their tickets."""
    standing = (IncidentLink.unlinked_at.is_(None), IncidentLink.result.is_(None))
    return (
        select(IncidentLink, Ticket)
        .join(Ticket, Ticket.id == IncidentLink.ticket_id)
        .where(IncidentLink.incident_id == incident_id, *standing)
        .where(IncidentLink.ticket_id.in_(ticket_ids))
        .order_by(IncidentLink.ticket_id)
        .with_for_update(of=IncidentLink)
        .execution_options(populate_existing=True)
    )


def overdue(now: datetime, most: int) -> Select[Incident]:
    """Incidents whose planned end has passed, and of which nobody was asked yet; locked."""
    over = (Incident.state == IncidentState.PUBLISHED, Incident.ends_at <= now)
    found = select(Incident).where(*over, Incident.overdue_at.is_(None)).order_by(Incident.ends_at)
    return found.limit(most).with_for_update(skip_locked=True)


def lapsing(now: datetime, most: int) -> Select[Incident]:
    """Incidents of which nobody said in time what became of them; locked."""
    over = (Incident.state == IncidentState.PUBLISHED, Incident.ends_at <= now)
    asked = Incident.overdue_at <= now - GRACE
    found = select(Incident).where(*over, asked).order_by(Incident.ends_at)
    return found.limit(most).with_for_update(skip_locked=True)


def _endless() -> ColumnElement[bool]:
    """Published without a planned end. By the areas of what is going on: there is an index of
    these, and they are few beside all that ever was."""
    live = select(IncidentArea.incident_id).where(IncidentArea.live)
    going = and_(Incident.state == IncidentState.PUBLISHED, Incident.ends_at.is_(None))
    return and_(going, Incident.id.in_(live))


def grown_old(now: datetime, most: int) -> Select[Incident]:
    """Incidents without a planned end that nobody has changed for days, and of which nobody was
    asked yet; locked."""
    said = exists().where(
        IncidentEdition.incident_id == Incident.id,
        IncidentEdition.number == Incident.edition,
        IncidentEdition.made_at <= now - UNCHANGED,
    )
    begun = Incident.starts_at <= now - UNCHANGED
    found = select(Incident).where(_endless(), begun, Incident.overdue_at.is_(None), said)
    return found.order_by(Incident.id).limit(most).with_for_update(skip_locked=True)


def lapsing_endless(now: datetime, most: int) -> Select[Incident]:
    """Of those without a planned end, the same as of the others: what nobody said in time."""
    found = select(Incident).where(_endless(), Incident.overdue_at <= now - GRACE)
    return found.order_by(Incident.id).limit(most).with_for_update(skip_locked=True)


def edition_lines(incident_id: UUID) -> Rows:
    """What an incident said at which time."""
    return (
        select(
            *(
                getattr(IncidentEdition, name)
                for name in ("number", "title", "answer", "starts_at", "ends_at", "area_names")
            ),
            IncidentEdition.made_at,
            Person.name.label("made_by_name"),
        )
        .join(Person, Person.id == IncidentEdition.made_by_id)
        .where(IncidentEdition.incident_id == incident_id)
    )


def about(ticket_id: UUID) -> Select[UUID]:
    """The incidents that a ticket is about, or was when they ended."""
    linked = (IncidentLink.ticket_id == ticket_id, IncidentLink.unlinked_at.is_(None))
    still = or_(IncidentLink.result.is_(None), IncidentLink.result != LinkResult.MOVED)
    return select(IncidentLink.incident_id).where(*linked, still)


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
            IncidentLink.linked_by_id.is_not(None).label("by_hand"),
            Case.state,
            # Where it lies now, others read it.
            case((IncidentLink.result == LinkResult.MOVED, None), else_=Ticket.text).label("text"),
            Place.full_name.label("place_name"),
            Person.name.label("unlinked_by_name"),
        )
        .join(Ticket, Ticket.id == IncidentLink.ticket_id)
        .join(Case, Case.id == Ticket.case_id)
        .join(Place, Place.id == Ticket.place_id)
        .outerjoin(Person, Person.id == IncidentLink.unlinked_by_id)
        .where(IncidentLink.incident_id == incident_id)
    )
