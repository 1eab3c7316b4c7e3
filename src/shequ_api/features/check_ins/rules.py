"""Pure decisions about check-ins: where a grid or place is, and how far that is."""

from typing import Any, NamedTuple

from shequ_api.base.places.coordinates import wgs_degrees
from shequ_api.base.places.distance import Degrees
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Grid, GridKind, Place


class Spot(NamedTuple):
    """Where a check-in is said to be: its located columns, and that position where it is known
    (WGS-84)."""

    columns: dict[str, Any]
    position: Degrees | None


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
