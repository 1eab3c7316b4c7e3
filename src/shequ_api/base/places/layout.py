"""Laying out a compound: pure expansion of a layout into buildings, units and dwellings."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.kit.ids import new_id


@dataclass(frozen=True, slots=True)
class BuildingPlan:
    """A building: its local code and name, and how many units, floors and dwellings a floor."""

    local_code: str
    name: str
    units: int
    floors: int
    dwellings_per_floor: int


def child_of(parent: Place, kind: PlaceKind, local_code: str, name: str, **columns: Any) -> Place:
    """A new place below `parent`, with code, path, full name and ancestors filled in."""
    own_id = new_id()
    community = parent.kind == PlaceKind.COMMUNITY
    return Place(
        id=own_id,
        code=f"{parent.code}-{local_code}",
        name=name,
        kind=kind,
        parent_id=parent.id,
        path=f"{parent.path}.{local_code}",
        full_name=name if community else f"{parent.full_name}{name}",
        district_id=parent.district_id,
        subdistrict_id=parent.subdistrict_id,
        community_id=parent.community_id,
        compound_id=_self_or(own_id, kind, PlaceKind.COMPOUND, parent.compound_id),
        building_id=_self_or(own_id, kind, PlaceKind.BUILDING, parent.building_id),
        general_grid_id=parent.general_grid_id,
        micro_grid_id=parent.micro_grid_id,
        **columns,
    )


def _self_or(own: UUID, kind: PlaceKind, wanted: PlaceKind, above: UUID | None) -> UUID | None:
    return own if kind == wanted else above


def laid_out(compound: Place, plans: list[BuildingPlan]) -> Iterator[Place]:
    """All places inside a compound, parents before children."""
    for plan in plans:
        building = child_of(compound, PlaceKind.BUILDING, f"b{plan.local_code}", plan.name)
        yield building
        for number in range(1, plan.units + 1):
            unit = child_of(building, PlaceKind.UNIT, f"u{number}", f"{number}单元")
            yield unit
            for floor in range(1, plan.floors + 1):
                for door in range(1, plan.dwellings_per_floor + 1):
                    label = f"{floor}{door:02d}"
                    yield child_of(unit, PlaceKind.DWELLING, f"d{label}", f"{label}号")
