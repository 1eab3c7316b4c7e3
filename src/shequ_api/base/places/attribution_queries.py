"""Reads of what lies at and around a point."""

import math
from typing import Any

from sqlalchemy import func, literal, or_, select, union_all
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.boundary_models import Boundary, BoundaryRing, Polygon
from shequ_api.base.places.boundary_queries import (
    Rows,
    box_around,
    enlarged,
    held_by_live_boundaries,
)
from shequ_api.base.places.coordinates import Point, wgs_degrees
from shequ_api.base.places.distance import EARTH_RADIUS_METRES, Degrees, metres_between
from shequ_api.base.places.models import (
    LOOKED_FOR,
    CoordinateSystem,
    Grid,
    GridKind,
    Place,
    PlaceKind,
)

REACH_METRES = 300
CORNERS = 16
"""Of the polygon that stands for a circle."""

Near = tuple[Place, float]
"""A place, and how many metres away it is."""


async def around(session: AsyncSession, degrees: Degrees) -> tuple[list[Place], list[Grid]]:
    """The places and the grids that stand and whose boundaries hold a WGS-84 point, by code."""
    held = held_by_live_boundaries(degrees)
    places = select(Place).join(held, held.c.place_id == Place.id)
    grids = select(Grid).join(held, held.c.grid_id == Grid.id)
    found = await session.scalars(places.where(Place.ended_at.is_(None)).order_by(Place.code))
    lists = await session.scalars(grids.where(Grid.ended_at.is_(None)).order_by(Grid.code))
    return list(found), list(lists)


async def nearest(session: AsyncSession, degrees: Degrees) -> dict[PlaceKind, Near]:
    """The nearest compound and building within `REACH_METRES` of a WGS-84 point."""
    candidates = union_all(*(closest(degrees, system) for system in CoordinateSystem)).subquery()
    found: dict[PlaceKind, Near] = {}
    statement = select(Place).join(candidates, candidates.c.id == Place.id).order_by(Place.code)
    for place in await session.scalars(statement):
        there = wgs_degrees(place.longitude, place.latitude, place.coordinate_system)
        metres = metres_between(degrees, there) if there else math.inf
        if metres <= REACH_METRES and (place.kind not in found or metres < found[place.kind][1]):
            found[place.kind] = place, round(metres, 1)
    return found


def closest(degrees: Degrees, system: CoordinateSystem) -> Rows:
    """Of each kind the nearest of the places that are stored in one system.

    In a box this small the shift between the systems is the same for all, so each is searched
    where it is stored, by one index on the positions.
    """
    east, north = Point(*degrees).within(system)
    high = math.degrees(REACH_METRES / EARTH_RADIUS_METRES) * 1.01
    narrow = max(0.01, math.cos(math.radians(north)))
    corners = [(east - high / narrow, north - high), (east + high / narrow, north + high)]
    box = func.box(*(func.point(*corner) for corner in corners))
    off = func.power((Place.longitude - east) * narrow, 2) + func.power(Place.latitude - north, 2)
    return (
        select(Place.id)
        .where(func.point(Place.longitude, Place.latitude).op("<@")(box))
        .where(Place.coordinate_system == system, LOOKED_FOR)
        .ext(distinct_on(Place.kind))
        .order_by(Place.kind, off, Place.code)
    )


def those(model: Any, ids: set[Any]) -> Any:
    """Places or grids by their ids."""
    return select(model).where(model.id.in_(ids - {None}))


async def borders_through(session: AsyncSession, degrees: Degrees, metres: float) -> list[str]:
    """The names of communities, general and micro-grids whose borders run through a circle."""
    return list(await session.scalars(crossing(degrees, metres)))


def crossing(degrees: Degrees, metres: float) -> Rows:
    """The names of those of which a ring overlaps a circle and does not hold the whole of it."""
    corners = circle_of(degrees, metres)
    east, north = zip(*corners, strict=True)
    circle = enlarged(literal(corners, Polygon()))
    ring = enlarged(BoundaryRing.ring)
    name = func.coalesce(Place.name, Grid.name)
    standing = or_(
        (Place.kind == PlaceKind.COMMUNITY) & Place.ended_at.is_(None),
        Grid.kind.in_((GridKind.GENERAL, GridKind.MICRO)) & Grid.ended_at.is_(None),
    )
    return (
        select(name)
        .select_from(Boundary)
        .join(BoundaryRing, BoundaryRing.boundary_id == Boundary.id)
        .outerjoin(Place, Place.id == Boundary.place_id)
        .outerjoin(Grid, Grid.id == Boundary.grid_id)
        .where(BoundaryRing.ring.op("&&")(box_around(min(east), min(north), max(east), max(north))))
        .where(ring.op("&&")(circle), ~ring.bool_op("@>")(circle))
        .where(Boundary.ended_at.is_(None), standing)
        .distinct()
        .order_by(name)
    )


def circle_of(degrees: Degrees, metres: float) -> list[Degrees]:
    """The corners of a polygon around a WGS-84 circle of up to some kilometres, from outside."""
    east, north = degrees
    high = math.degrees(metres / EARTH_RADIUS_METRES) / math.cos(math.pi / CORNERS)
    wide = high / max(0.01, math.cos(math.radians(north)))
    turns = [2 * math.pi * n / CORNERS for n in range(CORNERS)]
    return [(east + wide * math.cos(turn), north + high * math.sin(turn)) for turn in turns]


async def where_is(session: AsyncSession, place: Place) -> Degrees | None:
    """The WGS-84 degrees of a place, else of the building or compound around it."""
    for one in (place.id, place.building_id, place.compound_id):
        if one is None:
            continue
        found = await session.get(Place, one)
        known = found and wgs_degrees(found.longitude, found.latitude, found.coordinate_system)
        if known:
            return known
    return None
