"""Reads of routing: rules over a ticket, who could get it, what was decided and is offered."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import contains_eager

from shequ_api.base.access.actor import Actor, in_scope, in_view, kept_above
from shequ_api.base.access.roles import Role
from shequ_api.base.people.cover_models import Absence
from shequ_api.base.people.models import Person, Posting
from shequ_api.base.people.queries import in_force, live
from shequ_api.base.places.models import Place
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.content_checks.public import ContentState, state_of
from shequ_api.features.ticket_routing.models import (
    Offer,
    Rotation,
    Routing,
    RoutingRule,
    RoutingRuleEdition,
)
from shequ_api.features.ticket_routing.rules import RoutingTargetKind
from shequ_api.features.tickets.public import (
    SETTLERS,
    Service,
    Ticket,
    TicketPermission,
    TicketState,
)
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
MOST_CONSIDERED = 100
"""People whom a rule looks at, at most."""


def rules_over(spot: Any, now: datetime) -> Select[RoutingRule]:
    """The rules that may say something to what lies somewhere, in the order in which they do."""
    near = case(
        (RoutingRule.place_id == spot.community_id, 0),
        (RoutingRule.place_id == spot.subdistrict_id, 1),
        else_=2,
    )
    places = (spot.community_id, spot.subdistrict_id, spot.district_id)
    lasting = or_(RoutingRule.active_until.is_(None), RoutingRule.active_until > now)
    found = select(RoutingRule).where(RoutingRule.place_id.in_(places), lasting)
    return found.order_by(near, RoutingRule.position, RoutingRule.id)


def rules_in_view(actor: Actor) -> ColumnElement[bool]:
    """Rules inside the actor's scope, and those of the places above it."""
    return or_(in_scope(actor, RoutingRule), kept_above(actor, RoutingRule.place_id))


@built_once
def rule_lines() -> Rows:
    """Rules with the names of their places."""
    return select(RoutingRule.__table__, Place.name.label("place_name")).join(
        Place, Place.id == RoutingRule.place_id
    )


def lasting_of(place_id: UUID, now: datetime) -> Select[int]:
    """How many rules a place has that are not over."""
    lasting = or_(RoutingRule.active_until.is_(None), RoutingRule.active_until > now)
    return select(func.count()).where(RoutingRule.place_id == place_id, lasting)


def editions_of(rule_id: UUID) -> Rows:
    """A rule from change to change."""
    edition = RoutingRuleEdition
    columns = (edition.version, edition.content, edition.made_at, edition.made_by_id)
    return select(*columns).where(edition.rule_id == rule_id)


def candidates(action: Mapping[str, Any], spot: Any, on: date) -> Rows:
    """Who could get what lies somewhere: posting_id, person_id, absent. Covers among them."""
    away = exists().where(
        Absence.posting_id == Posting.id,
        Absence.cancelled_at.is_(None),
        Absence.starts_on <= on,
        Absence.ends_on > on,
    )
    above = (spot.subdistrict_id, spot.district_id, spot.city_id)
    reaches = or_(
        Posting.community_id == spot.community_id,
        and_(Posting.community_id.is_(None), Posting.place_id.in_(above)),
    )
    return (
        select(Posting.id.label("posting_id"), Posting.person_id, away.label("absent"))
        .join(Person, Person.id == Posting.person_id)
        .where(_target(action, spot), reaches, Posting.role.in_(SETTLERS))
        .where(in_force(on), Posting.end_announced_at.is_(None), live())
        .order_by(Posting.id)
        .limit(MOST_CONSIDERED)
    )


def _target(action: Mapping[str, Any], spot: Any) -> ColumnElement[bool]:
    if action["kind"] == RoutingTargetKind.POSTING:
        wanted = UUID(action["posting_id"])
        return or_(Posting.id == wanted, Posting.covers_id == wanted)
    if action["kind"] == RoutingTargetKind.ORGANISATION:
        return Posting.organisation_id == UUID(action["organisation_id"])
    role = Role(action["role"])
    if role in AT_GRIDS:
        grid_id = getattr(spot, AT_GRIDS[role])
        return and_(Posting.role == role, Posting.grid_id == grid_id) if grid_id else false()
    return Posting.role == role


AT_GRIDS = {
    Role.MICRO_GRID_WORKER: "micro_grid_id",
    Role.GENERAL_GRID_WORKER: "general_grid_id",
}
"""Roles held at the grid in which a ticket lies; of all others its community, or one above."""


def loads_of(person_ids: Collection[UUID]) -> Rows:
    """Person → how many tickets are in their hands."""
    return (
        select(Ticket.assignee_id, func.count().label("load"))
        .join(Case, Case.id == Ticket.case_id)
        .where(Ticket.assignee_id.in_(person_ids), Case.state == TicketState.RESOLVING)
        .group_by(Ticket.assignee_id)
    )


def turns_of(rule_id: UUID) -> Rows:
    """Posting → when its turn was."""
    return select(Rotation.posting_id, Rotation.turn).where(Rotation.rule_id == rule_id)


def routings_of(ticket_id: UUID) -> Select[Routing]:
    """What was decided about a ticket, newest first."""
    found = select(Routing).where(Routing.ticket_id == ticket_id)
    return found.order_by(Routing.routed_at.desc(), Routing.id.desc())


def names_of(posting_ids: Collection[UUID]) -> Rows:
    """Posting → by whom it is held, and as what."""
    named = select(Posting.id, Posting.role, Person.name)
    return named.join(Person, Person.id == Posting.person_id).where(Posting.id.in_(posting_ids))


def open_ticket(ticket_id: UUID) -> Select[Ticket]:
    """A ticket with its case."""
    found = select(Ticket).join(Ticket.case).options(contains_eager(Ticket.case))
    return found.where(Ticket.id == ticket_id)


def ticket_in_scope(actor: Actor) -> ColumnElement[bool]:
    """Tickets that the actor sees by scope."""
    return in_view(actor, Ticket, TicketPermission.VIEW)


def offer_lines(posting_id: UUID | None) -> Rows:
    """What the holder of a posting may grab; of a private one neither words nor the door, of what
    was found unfit no words."""
    fit = state_of("ticket", Ticket.id) != ContentState.RISKY
    where = case((Ticket.private, Ticket.community_id), else_=Ticket.place_id)
    waiting = (Ticket.assignee_id.is_(None), Case.state == TicketState.ACCEPTED)
    return (
        select(
            Offer.ticket_id,
            Offer.offered_at,
            Ticket.service_code,
            Service.title.label("service_title"),
            Ticket.private,
            case((~Ticket.private & fit, Ticket.text)).label("text"),
            Place.full_name.label("place_name"),
        )
        .join(Ticket, Ticket.id == Offer.ticket_id)
        .join(Case, Case.id == Ticket.case_id)
        .join(Service, Service.code == Ticket.service_code)
        .join(Place, Place.id == where)
        .where(Offer.posting_id == posting_id, *waiting)
    )


def recent_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Tickets as a rule that is tried looks at them, the newest first."""
    columns = (
        "id service_code source_kind place_id community_id compound_id building_id"
        " general_grid_id micro_grid_id created_at"
    )
    return (
        select(
            *(getattr(Ticket, name) for name in columns.split()),
            Place.full_name.label("place_name"),
        )
        .join(Place, Place.id == Ticket.place_id)
        .where(*conditions)
        .order_by(Ticket.created_at.desc(), Ticket.id.desc())
    )
