"""Reads about people."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from shequ_api.base.people.models import Person, Posting
from shequ_api.base.places.models import Grid, Place, PlaceKind

Rows = Select[*tuple[Any, ...]]


def in_force(on: Any) -> ColumnElement[bool]:
    """Postings in force on a day."""
    ends_later = or_(Posting.ends_on.is_(None), Posting.ends_on > on)
    return and_(Posting.ended_at.is_(None), Posting.starts_on <= on, ends_later)


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


def holds_posting(
    person_id: UUID, roles: Collection[str], located: Any, *, on: date
) -> ColumnElement[bool]:
    """Whether a person holds one of these roles on a day in a row's community, or above it."""
    above = Posting.community_id.is_(None)
    reaches = or_(
        Posting.community_id == located.community_id,
        and_(above, Posting.subdistrict_id == located.subdistrict_id),
        and_(above, Posting.held_kind == PlaceKind.DISTRICT, _is(located, "district_id")),
        and_(above, Posting.held_kind == PlaceKind.CITY, _is(located, "city_id")),
    )
    mine = (Posting.person_id == person_id, Posting.role.in_(roles))
    return exists().where(*mine, reaches, in_force(on))


def _is(located: Any, column: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = getattr(Posting, column) == getattr(located, column)
    return found
