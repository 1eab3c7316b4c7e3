"""Pure decisions about rulings: what a place and a micro-grid may be."""

from uuid import UUID

from shequ_api.base.places.models import Grid, GridKind, Place, PlaceKind
from shequ_api.kit.errors import Malformed


class RuledOutside(Malformed):
    """What is in another community, its own people know."""

    code, title = (
        "ruled_outside_community",
        "只能选择本社区内的地点；属于其他社区的，请直接转交给那个社区",
    )


class RuledBeyondDistrict(Malformed):
    """A district owns its tickets: they reference nothing of another's."""

    code, title = "ruled_beyond_district", "不能转交到另一个区县"


class RuledGridUnfit(Malformed):
    code, title = "ruled_grid_unfit", "微网格与地点不符：不在同一个社区，或地点已属于另一个微网格"


def check_ruling(place: Place, grid: Grid | None, *, community_id: UUID, district_id: UUID) -> None:
    """Refuse a place, or a micro-grid, where a ticket of a community cannot be put.

    Raises `RuledBeyondDistrict`, `RuledOutside`, `RuledGridUnfit`.
    """
    if place.community_id is None:
        raise RuledOutside
    if place.district_id != district_id:
        raise RuledBeyondDistrict
    if place.community_id != community_id and (place.kind != PlaceKind.COMMUNITY or grid):
        raise RuledOutside
    if grid is None:
        return
    other = place.micro_grid_id not in (None, grid.id)
    if other or grid.kind != GridKind.MICRO or grid.community_id != place.community_id:
        raise RuledGridUnfit
