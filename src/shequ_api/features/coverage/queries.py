"""Reads of coverage."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from shequ_api.base.places.models import Grid, Place
from shequ_api.features.coverage.models import Coverage
from shequ_api.features.coverage.rules import CoveredKind

Rows = Select[*tuple[Any, ...]]


def unvisited_places(inside: ColumnElement[bool], kind: CoveredKind, before: date) -> Rows:
    """Places whose last visit was before a day; a range of one index."""
    return (
        select(
            Coverage.place_id,
            Place.full_name.label("place_name"),
            Coverage.kind,
            Coverage.micro_grid_id,
            Grid.name.label("micro_grid_name"),
            Coverage.last_visited_on,
            Coverage.taken_back_on,
        )
        .join(Place, Place.id == Coverage.place_id)
        .outerjoin(Grid, Grid.id == Coverage.micro_grid_id)
        .where(inside, Coverage.kind == kind, Coverage.last_visited_on < before)
    )


def grid_coverage(inside: ColumnElement[bool], kind: CoveredKind, before: date) -> Rows:
    """Of each micro-grid the number of its places, and of those last visited before a day.

    In the order of its index: a page reads the rows of its grids, and no more.
    """
    name = select(Grid.name).where(Grid.id == Coverage.micro_grid_id).scalar_subquery()
    return (
        select(
            Coverage.micro_grid_id,
            name.label("micro_grid_name"),
            func.count().label("places"),
            func.count().filter(Coverage.last_visited_on < before).label("unvisited"),
            func.min(Coverage.last_visited_on).label("longest_unvisited_since"),
        )
        .where(inside, Coverage.kind == kind, Coverage.micro_grid_id.is_not(None))
        .group_by(Coverage.micro_grid_id)
    )
