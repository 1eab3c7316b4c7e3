"""The ground of a district: divided among its communities, compounds and buildings without gaps.

Each has a cell of a Voronoi division: nothing overlaps, nothing is left over, and neighbours meet
at one and the same edge. Those of communities bend a little between their corners, as streets do.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil, cos, radians, sqrt
from random import Random
from typing import Any

import shapely

Spot = tuple[float, float]
"""Degrees, longitude first."""
Shape = Any
"""A polygon of shapely, or several."""

RELAXED = 2
"""So many times points move to the middle of their cells: what lies in a town is spread evenly."""
BENT = 0.03
"""How far from the straight line an edge bends, as a share of its length."""
DECIMALS = 6
"""Of a degree: a tenth of a metre."""
GRAIN = 10**-DECIMALS
MARGIN = 0.75
"""Within which share of its cell, from the middle, somebody builds."""


def box_of(west: float, south: float, east: float, north: float, share: float) -> Shape:
    """The middle part of a district that has this share of its area: a smaller one is as dense."""
    side = sqrt(min(1.0, share))
    middle, centre = (west + east) / 2, (south + north) / 2
    half, high = (east - west) / 2 * side, (north - south) / 2 * side
    return shapely.box(middle - half, centre - high, middle + half, centre + high)


def divided(around: Shape, spots: Sequence[Spot]) -> list[Shape]:
    """For each spot the part of the ground that is nearer to it than to any other."""
    if len(spots) == 1:
        return [around]
    west, south, east, north = around.bounds
    narrow = cos(radians((south + north) / 2))  # a degree of longitude is shorter: metres count
    flat = shapely.MultiPoint([(x * narrow, y) for x, y in spots])
    frame = shapely.box(west * narrow - 1, south - 1, east * narrow + 1, north + 1)
    cells = shapely.voronoi_polygons(flat, extend_to=frame, ordered=True).geoms
    wide = shapely.transform(list(cells), lambda corners: corners / (narrow, 1))
    return list(shapely.intersection(wide, around))


def spread(random: Random, around: Shape, count: int) -> list[Spot]:
    """So many spots inside, spread evenly; one after the other they lie beside each other."""
    spots = [_inside(random, around) for _ in range(count)]
    for _ in range(RELAXED):
        spots = [middle_of(cell) for cell in divided(around, spots)]
    return _in_rows(spots)


def _inside(random: Random, around: Shape) -> Spot:
    west, south, east, north = around.bounds
    while True:
        spot = random.uniform(west, east), random.uniform(south, north)
        if shapely.contains_xy(around, *spot):
            return spot


def middle_of(cell: Shape) -> Spot:
    """The centre of a cell, or, where that lies outside, some spot well inside."""
    middle = cell.centroid
    if not shapely.contains_xy(cell, middle.x, middle.y):
        middle = cell.representative_point()
    return round(middle.x, DECIMALS), round(middle.y, DECIMALS)


def _in_rows(spots: Sequence[Spot]) -> list[Spot]:
    """To and fro, row by row."""
    rows = max(1, round(sqrt(len(spots))))
    each = ceil(len(spots) / rows)
    by_north = sorted(spots, key=lambda spot: (spot[1], spot[0]))
    found: list[Spot] = []
    for nth in range(rows):
        row = sorted(by_north[nth * each : (nth + 1) * each])
        found += reversed(row) if nth % 2 else row
    return found


def built_on(cell: Shape) -> Shape:
    """The part of a compound's cell that is built on: away from its streets."""
    middle = middle_of(cell)
    scaled = shapely.transform(cell, lambda corners: (corners - middle) * MARGIN + middle)
    return shapely.intersection(scaled, cell)


def bent(key: str, cells: Sequence[Shape]) -> list[Shape]:
    """The cells with bends in their edges; neighbours share each bend."""
    found = [shapely.Polygon(_bends(key, cell.exterior.coords)) for cell in cells]
    return found if all(shapely.is_valid(found)) else list(cells)


def _bends(key: str, corners: Any) -> Iterator[Spot]:
    rounded = [(round(x, DECIMALS), round(y, DECIMALS)) for x, y in corners]
    for start, end in pairwise(rounded):
        if start == end:
            continue
        yield start
        first, last = sorted((start, end))
        random = Random(f"{key}/{first}/{last}")  # noqa: S311 - made-up data
        along, away = random.uniform(0.35, 0.65), random.uniform(-BENT, BENT)
        east, north = last[0] - first[0], last[1] - first[1]
        yield (
            round(first[0] + along * east - away * north, DECIMALS),
            round(first[1] + along * north + away * east, DECIMALS),
        )


def joined(cells: Sequence[Shape]) -> Shape:
    """Cells that lie beside each other as one, without the seams."""
    return shapely.union_all(list(cells), grid_size=GRAIN)
