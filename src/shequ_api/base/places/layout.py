"""Laying out a compound: pure expansion of a layout into buildings, units and dwellings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import inspect

from shequ_api.base.places.coordinates import Point
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.kit.ids import new_id

PlaceRow = dict[str, Any]
"""The columns of a new place."""

MOST_PLACES = 5_000
"""What one layout may hold, itself included: some seconds of inserting, one transaction."""

HANDED_DOWN = (
    "city_id",
    "district_id",
    "subdistrict_id",
    "community_id",
    "compound_id",
    "building_id",
    "general_grid_id",
    "micro_grid_id",
)


@dataclass(frozen=True, slots=True)
class BuildingPlan:
    """A building: its local code and name, and how many units, floors and dwellings a floor."""

    local_code: str
    name: str
    units: int
    floors: int
    dwellings_per_floor: int

    @property
    def places(self) -> int:
        """How many places it is laid out into, itself included."""
        return 1 + self.units * (1 + self.floors * self.dwellings_per_floor)


def places_in(plans: Sequence[BuildingPlan]) -> int:
    """How many places a compound of these buildings is, itself included; nothing is laid out."""
    return 1 + sum(plan.places for plan in plans)


def columns_of(place: Place) -> PlaceRow:
    """A place as the columns that those below it are made from."""
    return {column.key: getattr(place, column.key) for column in inspect(Place).column_attrs}


def row_below(
    parent: Mapping[str, Any],
    kind: PlaceKind,
    local_code: str,
    name: str,
    position: Point | None = None,
) -> PlaceRow:
    """A new place below `parent`, with code, path, full name and ancestors filled in."""
    own_id = new_id()
    community = parent["kind"] == PlaceKind.COMMUNITY
    row: PlaceRow = {
        "id": own_id,
        "code": f"{parent['code']}-{local_code}",
        "name": name,
        "kind": kind,
        "parent_id": parent["id"],
        "parent_kind": parent["kind"],
        "path": f"{parent['path']}.{local_code}",
        "full_name": name if community else f"{parent['full_name']}{name}",
        "longitude": position.longitude if position else None,
        "latitude": position.latitude if position else None,
        "coordinate_system": position.coordinate_system if position else None,
        **{column: parent[column] for column in HANDED_DOWN},
    }
    return row | _itself(own_id, kind)


def _itself(own_id: UUID, kind: PlaceKind) -> dict[str, UUID]:
    column = {PlaceKind.COMPOUND: "compound_id", PlaceKind.BUILDING: "building_id"}.get(kind)
    return {column: own_id} if column else {}


def laid_out(compound: Mapping[str, Any], plans: Sequence[BuildingPlan]) -> Iterator[PlaceRow]:
    """All places inside a compound, parents before children."""
    for plan in plans:
        building = row_below(compound, PlaceKind.BUILDING, f"b{plan.local_code}", plan.name)
        yield building
        for number in range(1, plan.units + 1):
            unit = row_below(building, PlaceKind.UNIT, f"u{number}", f"{number}单元")
            yield unit
            for floor in range(1, plan.floors + 1):
                for door in range(1, plan.dwellings_per_floor + 1):
                    label = f"{floor}{door:02d}"
                    yield row_below(unit, PlaceKind.DWELLING, f"d{label}", f"{label}号")
