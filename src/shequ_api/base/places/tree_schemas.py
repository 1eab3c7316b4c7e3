"""Shapes of single places and grids, and of their names."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from shequ_api.base.places.models import GridKind, PlaceKind
from shequ_api.base.places.schemas import BuildingDraft, GridView, LocalCode, PlaceView
from shequ_api.kit.schema import Id, Input, Instant, Line, Output, by_example

_GRID = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
    "code": "510108015017-m01",
    "name": "第一微网格",
    "kind": "micro_grid",
}
_PLACE = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000104",
    "code": "510108015017-c01-b01",
    "full_name": "东苑1栋",
    "kind": "building",
}


class BuildingsDraft(Input):
    """Buildings to add to a compound, with their units and dwellings."""

    model_config = by_example(
        {
            "buildings": [
                {
                    "local_code": "11",
                    "name": "11栋",
                    "units": 3,
                    "floors": 18,
                    "dwellings_per_floor": 4,
                }
            ]
        }
    )

    buildings: Annotated[list[BuildingDraft], Field(min_length=1, max_length=60)]


class GridCoverage(Input):
    """What to put into a micro-grid: compounds, buildings, units or dwellings, by place id.

    A large building is shared among several micro-grids by its units or dwellings. `building_ids`
    is the older name of `place_ids`; one of them is sent.
    """

    model_config = by_example({"place_ids": ["0199a3c4-5d6e-7f80-9a1b-000000000104"]})

    place_ids: Annotated[list[Id] | None, Field(min_length=1, max_length=500)] = None
    building_ids: Annotated[list[Id] | None, Field(min_length=1, max_length=500)] = None

    @model_validator(mode="after")
    def _one(self) -> "GridCoverage":
        if (self.place_ids is None) == (self.building_ids is None):
            raise ValueError("请填写 place_ids")
        return self

    @property
    def ids(self) -> set[UUID]:
        return set(self.place_ids or self.building_ids or ())


class GridPlaces(Input):
    """All the places of a dedicated grid; it may be none."""

    model_config = by_example({"place_ids": ["0199a3c4-5d6e-7f80-9a1b-000000000104"]})

    place_ids: Annotated[list[Id], Field(max_length=500)]


class Naming(Input):
    """The name from now on, and why."""

    model_config = by_example({"name": "东苑（南区）", "reason": "街道办批复改名"})

    name: Line
    reason: Line | None = None


class GridName(Output):
    """A grid, shortly."""

    model_config = by_example(_GRID)

    id: UUID
    code: str
    name: str
    kind: GridKind


class PlaceName(Output):
    """A place, shortly."""

    model_config = by_example(_PLACE)

    id: UUID
    code: str
    full_name: str
    kind: PlaceKind


class AddedBuildings(Output):
    """Buildings that were added to a compound."""

    model_config = by_example(
        {
            "compound_id": "0199a3c4-5d6e-7f80-9a1b-000000000105",
            "buildings": [_PLACE | {"code": "510108015017-c01-b11", "full_name": "东苑11栋"}],
        }
    )

    compound_id: UUID
    buildings: list[PlaceName]


class DoorDraft(Input):
    """A unit or dwelling: what follows the letter in its code, and its name."""

    local_code: LocalCode
    name: Line


class DoorsDraft(Input):
    """Units or dwellings to add, whole or not at all."""

    model_config = by_example({"doors": [{"local_code": "101a", "name": "101A号"}]})

    doors: Annotated[list[DoorDraft], Field(min_length=1, max_length=200)]


class AddedDoors(Output):
    """Units or dwellings that were added to a building or unit."""

    model_config = by_example(
        {
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000104",
            "doors": [
                _PLACE
                | {
                    "code": "510108015017-c01-b01-u1-d101a",
                    "kind": "dwelling",
                    "full_name": "东苑1栋1单元101A号",
                }
            ],
        }
    )

    place_id: UUID
    doors: list[PlaceName]


class PlaceDetail(PlaceView):
    """One place; also one that was demolished, as records still point at it."""

    model_config = by_example(
        {
            **_PLACE,
            "name": "1栋",
            "parent_id": "0199a3c4-5d6e-7f80-9a1b-000000000105",
            "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "micro_grid_id": _GRID["id"],
            "longitude": 104.1412,
            "latitude": 30.6761,
            "coordinate_system": "WGS-84",
            "ended_at": None,
            "dedicated_grids": [],
        }
    )

    ended_at: Instant | None = Field(description="Since when it stands no more")
    dedicated_grids: list[GridName] = Field(description="They look after it, too")


class GridDetail(GridView):
    """One grid; also one that was split or merged, with those that took over."""

    model_config = by_example(
        {
            **_GRID,
            "parent_id": "0199a3c4-5d6e-7f80-9a1b-000000000109",
            "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "longitude": None,
            "latitude": None,
            "coordinate_system": None,
            "ended_at": "2026-11-22T09:30:00.000+08:00",
            "predecessors": [],
            "successors": [_GRID | {"code": "510108015017-m07", "name": "第七微网格"}],
            "places": [],
        }
    )

    ended_at: Instant | None
    predecessors: list[GridName]
    successors: list[GridName]
    places: list[PlaceName] = Field(description="Of a dedicated grid; empty for others")
