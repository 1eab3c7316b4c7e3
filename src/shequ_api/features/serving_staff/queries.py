"""Reads of who serves a place."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from shequ_api.base.access.roles import Role
from shequ_api.base.files.models import File
from shequ_api.base.people.custom_roles import CustomRole
from shequ_api.base.people.models import Organisation, Person, Posting
from shequ_api.base.people.queries import OWN_TITLE, in_force, live
from shequ_api.base.places.here import given
from shequ_api.base.places.models import Grid, Place
from shequ_api.base.places.queries import dedicated_grids_of
from shequ_api.features.serving_staff.models import ServiceCard

Rows = Select[*tuple[Any, ...]]
MOST = 50
NEAREST_FIRST = (
    Role.MICRO_GRID_WORKER,
    Role.GENERAL_GRID_WORKER,
    Role.CUSTOM,
    Role.COMMITTEE_MEMBER,
    Role.GRID_CHIEF,
    Role.COMMUNITY_WORKER,
)
"""Administrators, auditors and departments serve a district, not a building; partners sell."""


def _over(place: Place) -> ColumnElement[bool]:
    """Postings that are held over a place, at its grids (dedicated ones, too) or at the places in
    which it lies."""
    grids = given(place.micro_grid_id, place.general_grid_id)
    places = given(place.compound_id, place.community_id)
    dedicated = dedicated_grids_of(place).order_by(None).subquery()
    ways: list[ColumnElement[bool]] = [
        *(Posting.grid_id.in_(grids), Posting.place_id.in_(places)),
        Posting.grid_id.in_(select(dedicated.c.id)),
    ]
    if place.community_id is not None:
        chief = Posting.role == Role.GRID_CHIEF
        ways.append(and_(chief, Posting.community_id == place.community_id))
    return or_(*ways)


def serving(place: Place, on: Any) -> Select[UUID]:
    """Postings of those who serve a place on a day. Custom roles may be any: of these only whoever
    agreed to be shown."""
    agreed = select(ServiceCard.person_id).where(ServiceCard.withdrawn_at.is_(None))
    shown = or_(Posting.role != Role.CUSTOM, Posting.person_id.in_(agreed))
    return (
        select(Posting.id)
        .join(Person, Person.id == Posting.person_id)
        .where(_over(place), Posting.role.in_(NEAREST_FIRST), in_force(on), live(), shown)
    )


def serving_lines(place: Place, on: date) -> Rows:
    """Who serves a place, the nearest first, with what their cards show; 50 at most."""
    rank = case({role.value: n for n, role in enumerate(NEAREST_FIRST)}, value=Posting.role)
    p, card = Posting, ServiceCard
    photo = ("media_type", "width", "height", "taken_at")
    return (
        select(
            *(p.id.label("posting_id"), p.role, p.duty, p.covers_id),
            OWN_TITLE.label("own_title"),
            func.coalesce(Grid.name, Place.name).label("serves_at"),
            Organisation.name.label("organisation_name"),
            Person.name,
            *(card.id.label("card_id"), card.name_to, card.phone_to, card.photo_to),
            card.phone_sealed,
            *(File.id.label("photo_id"), *(getattr(File, name) for name in photo)),
        )
        .join(Person, Person.id == p.person_id)
        .outerjoin(CustomRole, CustomRole.id == p.custom_role_id)
        .outerjoin(Grid, Grid.id == p.grid_id)
        .outerjoin(Place, Place.id == p.place_id)
        .outerjoin(Organisation, Organisation.id == p.organisation_id)
        .outerjoin(card, and_(card.person_id == p.person_id, card.withdrawn_at.is_(None)))
        .outerjoin(File, and_(File.id == card.photo_id, File.erased_at.is_(None)))
        .where(p.id.in_(serving(place, on)))
        .order_by(rank, p.duty.desc().nulls_last(), p.starts_on, p.id)
        .limit(MOST)
    )


def card_of(person_id: UUID) -> Select[ServiceCard]:
    """A person's card, taken back or not."""
    return select(ServiceCard).where(ServiceCard.person_id == person_id)
