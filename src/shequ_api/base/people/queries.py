"""Reads about people."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from shequ_api.base.people.models import Person, Posting, Residency
from shequ_api.base.places.models import Grid, Place

Rows = Select[*tuple[Any, ...]]


def posting_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Postings with the names that people read."""
    return (
        select(
            Posting.id,
            Posting.role,
            Posting.place_id,
            Posting.grid_id,
            Posting.person_id,
            Posting.organisation_id,
            Posting.starts_on,
            Posting.ends_on,
            Person.name.label("person_name"),
            func.coalesce(Grid.name, Place.name).label("scope_name"),
        )
        .join(Person, Person.id == Posting.person_id)
        .outerjoin(Place, Place.id == Posting.place_id)
        .outerjoin(Grid, Grid.id == Posting.grid_id)
        .where(*conditions)
    )


def residency_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Residencies with the names that people read."""
    return (
        select(
            Residency.id,
            Residency.person_id,
            Residency.dwelling_id,
            Residency.belonging,
            Residency.starts_on,
            Residency.verified_at,
            Person.name.label("person_name"),
            Place.full_name.label("dwelling_name"),
        )
        .join(Person, Person.id == Residency.person_id)
        .join(Place, Place.id == Residency.dwelling_id)
        .where(*conditions)
    )


def live_residencies_of(person_id: UUID) -> Rows:
    """Where a person lives now."""
    mine = (Residency.person_id == person_id, Residency.ends_on.is_(None))
    return residency_lines(*mine).order_by(Residency.claimed_at)
