"""Reads of the trees."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from shequ_api.base.places.history_models import GridPlace, GridSuccession
from shequ_api.base.places.models import Grid, Place

Rows = Select[*tuple[Any, ...]]


def dedicated_grids_of(place: Place) -> Rows:
    """The dedicated grids that stand and look after a place, or after something it lies in."""
    above = aliased(Place)
    return (
        select(Grid.id, Grid.code, Grid.name, Grid.kind)
        .join(GridPlace, GridPlace.grid_id == Grid.id)
        .join(above, above.id == GridPlace.place_id)
        .join(Place, Place.path.bool_op("<@")(above.path))
        .where(Place.id == place.id, Grid.ended_at.is_(None))
        .distinct()
        .order_by(Grid.code)
    )


def places_of(grid_id: UUID) -> Rows:
    """The places of a dedicated grid."""
    named = select(Place.id, Place.code, Place.full_name, Place.kind)
    joined = named.join(GridPlace, GridPlace.place_id == Place.id)
    return joined.where(GridPlace.grid_id == grid_id).order_by(Place.code)


def successors_of(grid_id: UUID) -> Rows:
    """The grids that took over from an ended one."""
    named = select(Grid.id, Grid.code, Grid.name, Grid.kind)
    joined = named.join(GridSuccession, GridSuccession.successor_id == Grid.id)
    return joined.where(GridSuccession.grid_id == grid_id).order_by(Grid.code)


def predecessors_of(grid_id: UUID) -> Rows:
    """The ended grids from which a grid took over."""
    named = select(Grid.id, Grid.code, Grid.name, Grid.kind)
    joined = named.join(GridSuccession, GridSuccession.grid_id == Grid.id)
    return joined.where(GridSuccession.successor_id == grid_id).order_by(Grid.code)
