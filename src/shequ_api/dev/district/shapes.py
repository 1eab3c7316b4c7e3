"""What a compound is built of, so that each of its micro-grids has 30 to 100 households."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from random import Random

LEAST_HOUSEHOLDS, MOST_HOUSEHOLDS = 30, 100
LARGE_UNIT = 50
"""A unit of so many dwellings is a micro-grid by itself; its building is split."""


class Style(StrEnum):
    COURTYARD = "courtyard"
    MID_RISE = "mid_rise"
    TOWER = "tower"
    VILLAGE = "village"


SECTIONS: dict[Style, tuple[tuple[int, int], ...]] = {
    Style.COURTYARD: ((5, 2), (6, 2), (7, 2), (6, 3), (7, 3), (6, 4)),
    Style.MID_RISE: ((9, 2), (11, 2), (12, 2), (11, 3), (9, 4)),
    Style.TOWER: ((26, 2), (30, 2), (32, 2), (34, 2), (18, 4), (24, 3), (26, 3), (28, 3), (30, 3)),
    Style.VILLAGE: ((1, 6), (2, 4), (3, 4), (1, 10)),
}
"""How many floors a unit has, and how many doors on each."""


@dataclass(frozen=True, slots=True)
class BuildingShape:
    floors: int
    doors: int
    cells: tuple[int, ...]
    """Of each unit, the number of its micro-grid in the compound, from 0."""

    @property
    def dwellings(self) -> int:
        return self.floors * self.doors * len(self.cells)


@dataclass(frozen=True, slots=True)
class CompoundShape:
    style: Style
    micro_grids: int
    buildings: tuple[BuildingShape, ...]

    @property
    def dwellings(self) -> int:
        return sum(building.dwellings for building in self.buildings)


def style_of(random: Random, micro_grids: int, village: bool) -> Style:
    """Few micro-grids: an old courtyard. Many: towers."""
    if village:
        return Style.VILLAGE if random.random() < 0.8 else Style.COURTYARD
    tall = min(0.85, 0.08 * micro_grids)
    if random.random() < tall:
        return Style.TOWER if random.random() < 0.7 else Style.MID_RISE
    return Style.COURTYARD if random.random() < 0.85 else Style.MID_RISE


def shaped(random: Random, style: Style, micro_grids: int, dwellings: float) -> CompoundShape:
    """A compound of so many micro-grids with about so many dwellings."""
    floors, doors = _section(random, style, dwellings / micro_grids)
    counts = list(_units(random, floors * doors, micro_grids, dwellings))
    buildings = tuple(
        BuildingShape(floors, doors, cells) for cells in _buildings(random, floors * doors, counts)
    )
    return CompoundShape(style, micro_grids, buildings)


def _section(random: Random, style: Style, wanted: float) -> tuple[int, int]:
    sections = SECTIONS[style]
    if style is not Style.TOWER:
        return random.choice(sections)
    nearest = sorted(sections, key=lambda section: abs(section[0] * section[1] - wanted))
    return random.choice(nearest[:3])


def _units(random: Random, size: int, micro_grids: int, dwellings: float) -> Iterator[int]:
    """Of each micro-grid, its number of units of `size` dwellings."""
    least, most = ceil(LEAST_HOUSEHOLDS / size), MOST_HOUSEHOLDS // size
    for left in range(micro_grids, 0, -1):
        wanted = dwellings / left * (random.uniform(0.8, 1.25) if left > 1 else 1)
        count = min(most, max(least, round(wanted / size)))
        dwellings -= count * size
        yield count


def _buildings(random: Random, size: int, counts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    if size >= LARGE_UNIT:
        yield from _split_buildings(random, len(counts))
        return
    for cell, count in enumerate(counts):
        while count:
            units = min(count, random.randint(2, 4))
            yield (cell,) * units
            count -= units


def _split_buildings(random: Random, cells: int) -> Iterator[tuple[int, ...]]:
    """Buildings of one to three units, each unit a micro-grid by itself."""
    first = 0
    while first < cells:
        after = min(cells, first + random.randint(1, 3))
        yield tuple(range(first, after))
        first = after
