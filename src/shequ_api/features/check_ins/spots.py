"""Where a grid or place is, and how far away from it one is."""

import math
from typing import Any, NamedTuple
from uuid import UUID

import shapely

from shequ_api.base.places.boundary_rules import Polygons
from shequ_api.base.places.coordinates import wgs_degrees
from shequ_api.base.places.distance import EARTH_RADIUS_METRES, Degrees, metres_between
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Grid, GridKind, Place


class Spot(NamedTuple):
    """Where a check-in is said to be: its located columns, and that position where it is known
    (WGS-84)."""

    columns: dict[str, Any]
    position: Degrees | None


class Fence(NamedTuple):
    """What a check-in is held against, in WGS-84: polygons where they are drawn, else positions,
    around each of which so many metres are still there."""

    polygons: Polygons
    positions: tuple[Degrees, ...] = ()
    reach_metres: float = 0


def position_of(located: Place | Grid | None) -> Degrees | None:
    """Where a place or grid is (WGS-84), None where that is not known."""
    if located is None:
        return None
    return wgs_degrees(located.longitude, located.latitude, located.coordinate_system)


def spot_at(place: Place, micro_grid: Grid | None) -> Spot:
    """A place; where its own position is not known, its micro-grid's is near enough."""
    return Spot(located_at(place), position_of(place) or position_of(micro_grid))


def spot_in(grid: Grid, community: Place) -> Spot:
    """A grid, which has no place but its community."""
    micro, general = grid.kind == GridKind.MICRO, grid.kind == GridKind.GENERAL
    columns = {
        **located_at(community),
        "general_grid_id": grid.id if general else grid.parent_id if micro else None,
        "micro_grid_id": grid.id if micro else None,
        "made_grid_id": grid.id,
    }
    return Spot(columns, position_of(grid))


def metres_away(fence: Fence, here: Degrees) -> float | None:
    """How far outside of a fence a position is: 0 inside, None where the fence is not known."""
    if fence.polygons:
        return _metres_outside(fence.polygons, here)
    if not fence.positions:
        return None
    nearest = min(metres_between(here, position) for position in fence.positions)
    return max(0.0, nearest - fence.reach_metres)


def _metres_outside(polygons: Polygons, here: Degrees) -> float:
    """On a plane that touches the earth here: exact where it matters, near."""
    north = math.radians(1) * EARTH_RADIUS_METRES
    east = north * math.cos(math.radians(here[1]))

    def flat(ring: list[Degrees]) -> list[Degrees]:
        return [((x - here[0]) * east, (y - here[1]) * north) for x, y in ring]

    shape = shapely.MultiPolygon(
        [(flat(part[0]), [flat(hole) for hole in part[1:]]) for part in polygons]
    )
    return float(shapely.distance(shape, shapely.Point(0, 0)))


def belongs(code_place: Place, columns: dict[str, Any], grid_id: UUID | None) -> bool:
    """Whether a code's place is where a check-in says to be: in the grid that was named, at the
    place, or elsewhere in its building."""
    if grid_id is not None:
        kinds = ("micro_grid_id", "general_grid_id")
        within = next((kind for kind in kinds if columns[kind] == grid_id), "community_id")
    else:
        kinds = ("building_id", "compound_id")
        within = next((kind for kind in kinds if columns[kind]), "community_id")
    return bool(getattr(code_place, within) == columns[within])
