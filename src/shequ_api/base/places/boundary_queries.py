"""Reads of boundaries."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from shequ_api.base.places.boundary_models import Boundary, BoundaryRing
from shequ_api.base.places.distance import Degrees
from shequ_api.base.places.models import Grid, Place

Rows = Select[*tuple[Any, ...]]
ENLARGED = 1_000_000
"""PostgreSQL's geometry calls equal what differs by less than 1e-6, areas of two lengths too: in
degrees a point a hundred metres off the edge of a building's size is "on" it. Large numbers are
compared truly."""
ABOUT_DEGREES = 1e-5
"""About a metre: what the index looks for is larger than what is meant, never smaller."""


def enlarged(polygon: Any) -> Any:
    """A polygon in millionths of a degree."""
    return func.polygon(func.path(polygon).op("*")(func.point(ENLARGED, 0)))


def box_around(west: float, south: float, east: float, north: float) -> Any:
    """A box, and a bit, as a polygon: what the index on rings is asked for."""
    low = func.point(west - ABOUT_DEGREES, south - ABOUT_DEGREES)
    high = func.point(east + ABOUT_DEGREES, north + ABOUT_DEGREES)
    return func.polygon(func.box(low, high))


def of_owner(owner: Place | Grid) -> ColumnElement[bool]:
    """The boundaries of a place or a grid, live and ended."""
    column = Boundary.place_id if isinstance(owner, Place) else Boundary.grid_id
    return column == owner.id


def live_boundary_of(owner: Place | Grid) -> Select[Boundary]:
    """The boundary that counts now."""
    return select(Boundary).where(of_owner(owner), Boundary.ended_at.is_(None))


def live_boundary_of_place(place_id: UUID) -> Select[Boundary]:
    return select(Boundary).where(Boundary.place_id == place_id, Boundary.ended_at.is_(None))


def boundary_lines(owner: Place | Grid) -> Rows:
    """The history of a place's or grid's boundary, without the shapes."""
    return select(
        Boundary.id,
        Boundary.place_id,
        Boundary.grid_id,
        Boundary.source,
        Boundary.coordinate_system.label("given_coordinate_system"),
        Boundary.area_square_metres,
        Boundary.drawn_at,
        Boundary.ended_at,
    ).where(of_owner(owner))


def held_by_live_boundaries(degrees: Degrees) -> Any:
    """The owners of live boundaries of which an odd number of rings holds a WGS-84 point.

    Even-odd: one ring is outside all holes, two are a hole, three an island in it. The index finds
    rings by their boxes (`&&`), `@>` then looks at the ring itself, enlarged.
    """
    here = func.point(*(degree * ENLARGED for degree in degrees))
    spot = box_around(*degrees, *degrees)
    return (
        select(Boundary.place_id, Boundary.grid_id)
        .join(BoundaryRing, BoundaryRing.boundary_id == Boundary.id)
        .where(BoundaryRing.ring.op("&&")(spot), enlarged(BoundaryRing.ring).op("@>")(here))
        .where(Boundary.ended_at.is_(None))
        .group_by(Boundary.id)
        .having(func.count() % 2 == 1)
        .subquery()
    )
