"""Reads about residencies."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.base.residency.models import Residency

Rows = Select[*tuple[Any, ...]]


def residency_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Residencies with the names that people read."""
    return (
        select(
            Residency.id,
            Residency.person_id,
            Residency.place_id.label("dwelling_id"),
            Residency.belonging,
            Residency.starts_on,
            Residency.verified_at,
            Person.name.label("person_name"),
            Place.full_name.label("dwelling_name"),
        )
        .join(Person, Person.id == Residency.person_id)
        .join(Place, Place.id == Residency.place_id)
        .where(*conditions)
    )


def live_residencies_of(person_id: UUID) -> Rows:
    """Where a person lives now."""
    mine = (Residency.person_id == person_id, Residency.ends_on.is_(None))
    return residency_lines(*mine).order_by(Residency.claimed_at)


def home_community_of(person_id: UUID) -> Select[UUID | None]:
    """The community of a person's latest verified dwelling."""
    return (
        select(Residency.community_id)
        .where(Residency.person_id == person_id, Residency.ends_on.is_(None))
        .where(Residency.verified_at.is_not(None))
        .order_by(Residency.verified_at.desc())
        .limit(1)
    )
