from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.base.places.models import GridKind, PlaceKind
from shequ_api.kit.schema import Id, Input, Latitude, Line, Longitude, Output

LocalCode = Annotated[str, Field(pattern=r"^[0-9a-z]{1,8}$", examples=["01"])]


class Position(Input):
    """WGS-84 degrees."""

    longitude: Longitude
    latitude: Latitude


class BuildingDraft(Input):
    local_code: LocalCode
    name: Line
    units: Annotated[int, Field(ge=1, le=20)]
    floors: Annotated[int, Field(ge=1, le=99)]
    dwellings_per_floor: Annotated[int, Field(ge=1, le=40)]


class CompoundDraft(Input):
    """A compound and its layout; units and dwellings are numbered from it."""

    local_code: LocalCode
    name: Line
    position: Position | None = None
    buildings: Annotated[list[BuildingDraft], Field(min_length=1, max_length=60)]


class GridDraft(Input):
    community_id: Id
    kind: Annotated[GridKind, Field(strict=False)]
    name: Line
    parent_id: Id | None = None
    position: Position | None = None


class GridCoverage(Input):
    """The buildings of a micro-grid, by place id."""

    building_ids: Annotated[list[Id], Field(min_length=1, max_length=200)]


class PlaceView(Output):
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


class GridView(Output):
    id: UUID
    code: str
    name: str
    kind: GridKind
    parent_id: UUID | None
    community_id: UUID
    longitude: float | None
    latitude: float | None


class GridCoverageView(Output):
    grid_id: UUID
    places: int = Field(description="Places now in the grid by this call, dwellings included")
