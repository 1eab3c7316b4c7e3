from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.base.places.coordinates import Point
from shequ_api.base.places.models import CoordinateSystem, GridKind, PlaceKind
from shequ_api.kit.schema import Id, Input, Latitude, Line, Longitude, Output, by_example

LocalCode = Annotated[str, Field(pattern=r"^[0-9a-z]{1,8}$", examples=["01"])]


class Position(Input):
    """Degrees, and the system in which they are meant; it is stored with them."""

    longitude: Longitude
    latitude: Latitude
    coordinate_system: Annotated[CoordinateSystem, Field(strict=False)] = CoordinateSystem.WGS_84

    @property
    def point(self) -> Point:
        return Point(self.longitude, self.latitude, self.coordinate_system)


class BuildingDraft(Input):
    local_code: LocalCode
    name: Line
    units: Annotated[int, Field(ge=1, le=20)]
    floors: Annotated[int, Field(ge=1, le=99)]
    dwellings_per_floor: Annotated[int, Field(ge=1, le=40)]


class CompoundDraft(Input):
    """A compound and its layout; units and dwellings are numbered from it."""

    model_config = by_example(
        {
            "local_code": "01",
            "name": "东苑",
            "position": {"longitude": 104.1412, "latitude": 30.6761},
            "buildings": [
                {
                    "local_code": "01",
                    "name": "1栋",
                    "units": 2,
                    "floors": 6,
                    "dwellings_per_floor": 2,
                }
            ],
        }
    )

    local_code: LocalCode
    name: Line
    position: Position | None = None
    buildings: Annotated[list[BuildingDraft], Field(min_length=1, max_length=60)]


class GridDraft(Input):
    """A grid to draw; below a parent, unless it is the total grid."""

    model_config = by_example(
        {
            "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "kind": "micro_grid",
            "name": "第一微网格",
            "parent_id": "0199a3c4-5d6e-7f80-9a1b-000000000109",
        }
    )

    community_id: Id
    kind: Annotated[GridKind, Field(strict=False)]
    name: Line
    parent_id: Id | None = None
    position: Position | None = None


class PlaceView(Output):
    """A place in the tree from the province to the dwelling."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000104",
            "code": "510108015017-c01-b01",
            "name": "1栋",
            "full_name": "东苑1栋",
            "kind": "building",
            "parent_id": "0199a3c4-5d6e-7f80-9a1b-000000000105",
            "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "micro_grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
            "longitude": 104.1412,
            "latitude": 30.6761,
            "coordinate_system": "WGS-84",
        }
    )

    id: UUID
    code: str = Field(examples=["510108015017"])
    name: str
    full_name: str
    kind: PlaceKind
    parent_id: UUID | None
    community_id: UUID | None
    micro_grid_id: UUID | None
    longitude: float | None
    latitude: float | None
    coordinate_system: CoordinateSystem | None


class GridView(Output):
    """A grid of a community."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
            "code": "510108015017-m01",
            "name": "第一微网格",
            "kind": "micro_grid",
            "parent_id": "0199a3c4-5d6e-7f80-9a1b-000000000109",
            "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "longitude": None,
            "latitude": None,
            "coordinate_system": None,
        }
    )

    id: UUID
    code: str
    name: str
    kind: GridKind
    parent_id: UUID | None
    community_id: UUID
    longitude: float | None
    latitude: float | None
    coordinate_system: CoordinateSystem | None


class CoveredPlacesView(Output):
    """What a grid covers by this call."""

    model_config = by_example(
        {
            "grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
            "places": 27,
        }
    )

    grid_id: UUID
    places: int = Field(
        description="Places that came into the grid by this call, dwellings included"
    )
