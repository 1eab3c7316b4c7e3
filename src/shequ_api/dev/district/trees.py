"""The two trees of one community: its compounds down to the dwellings, and its grids."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from shequ_api.base.places.history_models import GridPlace
from shequ_api.base.places.layout import row_below
from shequ_api.base.places.models import CoordinateSystem, Grid, GridKind, Place, PlaceKind
from shequ_api.base.places.service import PREFIX
from shequ_api.dev.district import names
from shequ_api.dev.district.boundaries import Ground
from shequ_api.dev.district.ground import Spot, middle_of
from shequ_api.dev.district.ids import Ids
from shequ_api.dev.district.plan import CommunityPlan, CompoundPlan
from shequ_api.dev.district.shapes import BuildingShape
from shequ_api.dev.district.shares import apportion
from shequ_api.dev.district.sheets import Sheet

Row = dict[str, Any]

PLACE_COLUMNS = (
    *("id", "code", "name", "kind", "parent_id", "parent_kind", "path", "full_name"),
    *("city_id", "district_id", "subdistrict_id", "community_id", "compound_id", "building_id"),
    *("general_grid_id", "micro_grid_id", "longitude", "latitude", "coordinate_system"),
)
GRID_COLUMNS = (
    *("id", "code", "name", "kind", "parent_id", "parent_kind", "community_id"),
    *("subdistrict_id", "district_id", "city_id", "longitude", "latitude", "coordinate_system"),
)
GRID_PLACE_COLUMNS = ("grid_id", "place_id")
_ABOVE = ("subdistrict_id", "district_id", "city_id")


@dataclass(frozen=True, slots=True)
class Dwelling:
    """A dwelling's place row, and in which of the community's micro-grids it lies."""

    row: Row
    cell: int
    floor: int

    @property
    def ground_floor(self) -> bool:
        return self.floor == 1


@dataclass(frozen=True, slots=True)
class Grids:
    """The grids of a community."""

    total: Row
    general: Sequence[Row]
    micro: Sequence[Row]
    dedicated: Sequence[Row]


class Trees:
    """Writes places and grids of one community."""

    def __init__(self, plan: CommunityPlan, ground: Ground, ids: Ids, random: Random) -> None:
        self._plan, self.ground, self._ids, self._random = plan, ground, ids, random
        self.compounds: list[str] = []
        """The ids of those that were found, in the order of the plan."""
        self.places = Sheet(Place, PLACE_COLUMNS)
        self.grids = Sheet(Grid, GRID_COLUMNS)
        self.grid_places = Sheet(GridPlace, GRID_PLACE_COLUMNS)

    @property
    def sheets(self) -> list[Sheet]:
        return [self.places, self.grids, self.grid_places]

    def draw(self) -> Grids:
        """All grids: total, general, micro-grids in the order of the compounds, dedicated."""
        total = self._grid(GridKind.TOTAL, 1, f"{self._community}总网格", None, None)
        general = [
            self._grid(GridKind.GENERAL, n + 1, f"第{n + 1}网格", total, None)
            for n in range(self._plan.general_grids)
        ]
        cells = list(self._cells())
        counts = apportion(len(cells), [1] * len(general))
        above = [row for row, count in zip(general, counts, strict=True) for _ in range(count)]
        micro = [
            self._grid(GridKind.MICRO, n + 1, name, parent, self._spot_of(n, compound))
            for n, ((name, compound), parent) in enumerate(zip(cells, above, strict=True))
        ]
        dedicated = [
            self._grid(GridKind.DEDICATED, n + 1, self._special(n), None, None)
            for n in range(self._plan.dedicated_grids)
        ]
        return Grids(total, general, micro, dedicated)

    @property
    def _community(self) -> str:
        name: str = self._plan.place["name"]
        return name.removesuffix("居委会").removesuffix("村委会")

    def _spot_of(self, cell: int, compound: CompoundPlan) -> Spot:
        """In the middle of a micro-grid; of one without ground of its own, of its compound."""
        shape = self.ground.cells[cell]
        return middle_of(shape) if shape is not None else (compound.longitude, compound.latitude)

    def _special(self, nth: int) -> str:
        what = names.SPECIAL[(nth + self._plan.number) % len(names.SPECIAL)]
        return f"{self._community}{what}专属网格"

    def _cells(self) -> Iterator[tuple[str, CompoundPlan]]:
        for compound in self._plan.compounds:
            count = compound.shape.micro_grids
            for n in range(1, count + 1):
                nth = f"第{n}" if count > 1 else ""
                yield f"{compound.name}{nth}微网格", compound

    def _grid(
        self, kind: GridKind, number: int, name: str, parent: Row | None, at: Spot | None
    ) -> Row:
        row = {
            "id": self._ids.next(),
            "code": f"{self._plan.place['code']}-{PREFIX[kind]}{number:02d}",
            "name": name,
            "kind": kind,
            "parent_id": parent["id"] if parent else None,
            "parent_kind": parent["kind"] if parent else None,
            "community_id": self._plan.place["id"],
            **{column: self._plan.place[column] for column in _ABOVE},
            "longitude": at[0] if at else None,
            "latitude": at[1] if at else None,
            "coordinate_system": CoordinateSystem.WGS_84 if at else None,
        }
        self.grids.add(row)
        return row

    def found(self, micro: Sequence[Row]) -> Iterator[Dwelling]:
        """All places below the community, parents first; gives the dwellings as they come."""
        first = 0
        for number, plan in enumerate(self._plan.compounds, start=1):
            cells = micro[first : first + plan.shape.micro_grids]
            first += plan.shape.micro_grids
            above, code = self._plan.place, f"c{number:02d}"
            compound = self._below(
                above,
                PlaceKind.COMPOUND,
                code,
                plan.name,
                at=(plan.longitude, plan.latitude),
                grids=_shared(cells),
            )
            self.compounds.append(compound["id"])
            spots = self.ground.spots[number - 1]
            for nth, shape in enumerate(plan.shape.buildings, start=1):
                first_cell = first - len(cells)
                yield from self._building(compound, nth, shape, spots[nth - 1], cells, first_cell)

    def dedicate(self, dedicated: Sequence[Row], compounds: Sequence[str]) -> None:
        """Give each dedicated grid one or two compounds; they stay in their micro-grids."""
        for grid in dedicated:
            # One each: several would be nobody's scope.
            for place_id in self._random.sample(compounds, min(len(compounds), 1)):
                self.grid_places.add({"grid_id": grid["id"], "place_id": place_id})

    def _building(
        self,
        compound: Row,
        number: int,
        shape: BuildingShape,
        spot: Spot,
        micro: Sequence[Row],
        first: int,
    ) -> Iterator[Dwelling]:
        cells = [micro[cell] for cell in shape.cells]
        name, code = f"{number}栋", f"b{number:02d}"
        building = self._below(
            compound, PlaceKind.BUILDING, code, name, at=spot, grids=_shared(cells)
        )
        for nth, cell in enumerate(shape.cells, start=1):
            grids = _shared([micro[cell]])
            unit = self._below(building, PlaceKind.UNIT, f"u{nth}", f"{nth}单元", grids=grids)
            for floor in range(1, shape.floors + 1):
                for door in range(1, shape.doors + 1):
                    label = f"{floor}{door:02d}"
                    row = self._below(unit, PlaceKind.DWELLING, f"d{label}", f"{label}号")
                    yield Dwelling(row, first + cell, floor)

    def _below(
        self,
        parent: Row,
        kind: PlaceKind,
        local_code: str,
        name: str,
        at: Spot | None = None,
        grids: tuple[str | None, str | None] | None = None,
    ) -> Row:
        row = row_below(parent, kind, local_code, name)
        own = self._ids.next()
        row["id"] = own
        if kind in (PlaceKind.COMPOUND, PlaceKind.BUILDING):
            row[f"{kind}_id"] = own
        if at is not None:
            row |= {"longitude": at[0], "latitude": at[1]}
            row["coordinate_system"] = CoordinateSystem.WGS_84
        if grids is not None:
            row["general_grid_id"], row["micro_grid_id"] = grids
        self.places.add(row)
        return row


def _shared(cells: Sequence[Row]) -> tuple[str | None, str | None]:
    """The general grid and the micro-grid that all have in common.

    A place among several micro-grids lies in none of them; what is in it does.
    """
    general, micro = {cell["parent_id"] for cell in cells}, {cell["id"] for cell in cells}
    return (_only(general), _only(micro))


def _only(values: set[str]) -> str | None:
    return next(iter(values)) if len(values) == 1 else None
