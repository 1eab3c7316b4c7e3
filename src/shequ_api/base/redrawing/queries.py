"""Reads of the history."""

from typing import Any

from sqlalchemy import ColumnElement, Select, select

from shequ_api.base.people.models import Person
from shequ_api.base.places.history_models import TreeChange
from shequ_api.base.places.models import Grid, Place

Rows = Select[*tuple[Any, ...]]


def history_of_place(place: Place) -> Rows:
    """Changes of a place, and of the building and compound with which it changed."""
    ids = {place.id}
    if place.compound_id is not None:
        ids |= {one for one in (place.compound_id, place.building_id, place.parent_id) if one}
        ids.discard(place.community_id or place.id)
    return _changes(TreeChange.place_id.in_(ids))


def history_of_grid(grid: Grid) -> Rows:
    """Changes of a grid."""
    return _changes(TreeChange.grid_id == grid.id)


def _changes(condition: ColumnElement[bool]) -> Rows:
    columns = ("id", "place_id", "grid_id", "change", "before", "after", "reason", "changed_at")
    return (
        select(
            *(getattr(TreeChange, name) for name in columns),
            TreeChange.changed_by_id,
            Person.name.label("changed_by_name"),
        )
        .outerjoin(Person, Person.id == TreeChange.changed_by_id)
        .where(condition)
    )
