"""Pure decisions about boundaries: what is a boundary at all, and what it encloses."""

import math
from collections.abc import Mapping
from typing import Any

import shapely

from shequ_api.base.places.coordinates import converted, in_china
from shequ_api.base.places.distance import EARTH_RADIUS_METRES, Degrees
from shequ_api.base.places.models import CoordinateSystem, GridKind, PlaceKind
from shequ_api.kit.errors import Malformed

Polygons = list[list[list[Degrees]]]
"""Polygons of rings of corners; of each polygon the first ring is the outer one."""

MOST_CORNERS = 2_000
LEAST_SQUARE_METRES = 1.0
MOST_OUTSIDE = 0.02
"""Of a boundary's area, what may lie outside the one it belongs in: hand-drawn edges never meet."""
SQUARE_KILOMETRE = 1_000_000.0
LARGEST_SQUARE_METRES = {
    PlaceKind.PROVINCE: 1_700_000 * SQUARE_KILOMETRE,
    PlaceKind.CITY: 500_000 * SQUARE_KILOMETRE,
    PlaceKind.DISTRICT: 220_000 * SQUARE_KILOMETRE,
    PlaceKind.SUBDISTRICT: 60_000 * SQUARE_KILOMETRE,
    PlaceKind.COMMUNITY: 10_000 * SQUARE_KILOMETRE,
    PlaceKind.BUILDING: SQUARE_KILOMETRE,
}
"""Somewhat above the largest there is; smaller kinds and grids as `LARGEST_OF_OTHERS`."""
LARGEST_OF_OTHERS = 10_000 * SQUARE_KILOMETRE
WITHOUT_BOUNDARY = frozenset({PlaceKind.UNIT, PlaceKind.DWELLING})


class BoundaryUnfit(Malformed):
    """Says what is wrong with the shape, never the shape itself."""

    code, title = "boundary_unfit", "边界有误"


def polygons_of(geometry: Mapping[str, Any]) -> Polygons:
    """The polygons of a GeoJSON Polygon or MultiPolygon."""
    given = geometry["coordinates"]
    parts = given if geometry["type"] == "MultiPolygon" else [given]
    return [[[(x, y) for x, y in ring] for ring in part] for part in parts]


def geometry_in(
    geometry: Mapping[str, Any], given: CoordinateSystem, wanted: CoordinateSystem
) -> dict[str, Any]:
    """The GeoJSON in another coordinate system; the very same where the two are one."""
    if given == wanted:
        return dict(geometry)
    moved = moved_polygons(polygons_of(geometry), given, wanted)
    plain = [[[list(corner) for corner in ring] for ring in part] for part in moved]
    many = geometry["type"] == "MultiPolygon"
    return {"type": geometry["type"], "coordinates": plain if many else plain[0]}


def moved_polygons(
    polygons: Polygons, given: CoordinateSystem, wanted: CoordinateSystem
) -> Polygons:
    """Polygons in another coordinate system."""
    return [
        [[converted(corner, given, wanted) for corner in ring] for ring in part]
        for part in polygons
    ]


def check_rings(polygons: Polygons) -> None:
    """Refuse too many corners, open rings, and what lies outside China. Raises `BoundaryUnfit`."""
    rings = [ring for part in polygons for ring in part]
    corners = sum(len(ring) for ring in rings)
    if corners > MOST_CORNERS:
        raise BoundaryUnfit(f"边界最多 {MOST_CORNERS} 个点", reason="too_many", corners=corners)
    if any(ring[0] != ring[-1] for ring in rings):
        raise BoundaryUnfit("每一环的最后一点须与第一点相同", reason="open")
    if not all(in_china(corner) for ring in rings for corner in ring):
        raise BoundaryUnfit("边界不在中国范围内，请确认经度在前、纬度在后", reason="far_away")


def shape_of(polygons: Polygons, kind: PlaceKind | GridKind) -> shapely.MultiPolygon:
    """The shape of what a place or grid of a kind encloses. Raises `BoundaryUnfit`."""
    check_rings(polygons)
    shape = shapely.MultiPolygon([(part[0], part[1:]) for part in polygons])
    if not shapely.is_valid(shape):
        raise BoundaryUnfit("边界自相交、重叠，或内环不在外环之内", reason="crossing")
    area = square_metres(shape)
    if not LEAST_SQUARE_METRES <= area <= largest(kind):
        raise BoundaryUnfit("边界围成的面积过小或过大", reason="area", area_square_metres=area)
    return shape


def largest(kind: PlaceKind | GridKind) -> float:
    """The most square metres that a place or grid of a kind encloses."""
    limit = LARGEST_SQUARE_METRES.get(kind) if isinstance(kind, PlaceKind) else None
    return limit or LARGEST_OF_OTHERS


def square_metres(shape: shapely.MultiPolygon) -> float:
    """What a shape in degrees encloses; to about 1 % for anything smaller than a province."""
    if shape.is_empty:
        return 0.0
    metres = math.radians(1) * EARTH_RADIUS_METRES
    return float(shape.area) * metres**2 * math.cos(math.radians(shape.centroid.y))


def outside_share(shape: shapely.MultiPolygon, around: shapely.MultiPolygon) -> float:
    """Which part of a shape's area lies outside another: 0 where none does, 1 where all."""
    return float(shapely.difference(shape, around).area / shape.area)
