"""Distances and spots."""

import math

import pytest

from shequ_api.base.places.models import Grid, GridKind, Place
from shequ_api.features.check_ins.rules import EARTH_METRES, distance_metres, spot_at, spot_in
from shequ_api.kit.ids import new_id


@pytest.mark.parametrize(
    ("here", "there", "metres"),
    [
        ((104.0, 30.0), (104.0, 30.0), 0.0),
        ((0.0, 0.0), (180.0, 0.0), math.pi * EARTH_METRES),
        ((0.0, -90.0), (77.0, 90.0), math.pi * EARTH_METRES),
        ((104.0, 30.0), (104.0, 31.0), math.pi * EARTH_METRES / 180),
        ((179.9, 0.0), (-179.9, 0.0), 0.2 * math.pi * EARTH_METRES / 180),
    ],
)
def test_distances(here: tuple[float, float], there: tuple[float, float], metres: float) -> None:
    assert distance_metres(here, there) == pytest.approx(metres, abs=1e-3)
    assert distance_metres(there, here) == pytest.approx(distance_metres(here, there))


def test_distances_agree_with_the_law_of_cosines() -> None:
    for (east, north), (east_there, north_there) in [
        ((104.0668, 30.5728), (116.4074, 39.9042)),
        ((104.1, 30.7), (-73.9, 40.7)),
        ((104.1, 30.7), (151.2, -33.9)),
        ((104.1, 30.7), (104.2, 30.8)),
    ]:
        one, other = math.radians(north), math.radians(north_there)
        cosine = math.sin(one) * math.sin(other)
        cosine += math.cos(one) * math.cos(other) * math.cos(math.radians(east_there - east))
        found = distance_metres((east, north), (east_there, north_there))
        assert found == pytest.approx(EARTH_METRES * math.acos(cosine), abs=0.1)


def _grid(kind: GridKind, *, position: tuple[float, float] | None = None) -> Grid:
    east, north = position or (None, None)
    return Grid(id=new_id(), kind=kind, parent_id=new_id(), longitude=east, latitude=north)


def _place(position: tuple[float, float] | None = None) -> Place:
    east, north = position or (None, None)
    return Place(id=new_id(), longitude=east, latitude=north, micro_grid_id=new_id())


def test_a_spot_in_a_grid_is_of_that_grid_alone() -> None:
    """A community's own grid columns, should it have any, say nothing about the grid."""
    community = _place()
    micro, general = _grid(GridKind.MICRO), _grid(GridKind.GENERAL)
    for grid, columns in (
        (micro, {"micro_grid_id": micro.id, "general_grid_id": micro.parent_id}),
        (general, {"micro_grid_id": None, "general_grid_id": general.id}),
        (_grid(GridKind.TOTAL), {"micro_grid_id": None, "general_grid_id": None}),
        (_grid(GridKind.DEDICATED), {"micro_grid_id": None, "general_grid_id": None}),
    ):
        found = spot_in(grid, community).columns
        assert {name: found[name] for name in columns} == columns
        assert (found["place_id"], found["made_grid_id"]) == (community.id, grid.id)


def test_a_place_without_a_position_takes_its_grids() -> None:
    near, far = (104.1, 30.7), (104.2, 30.8)
    grid = _grid(GridKind.MICRO, position=far)
    assert spot_at(_place(near), grid).position == near
    assert spot_at(_place(), grid).position == far
    assert spot_at(_place(), None).position is None
    assert spot_at(_place((0.0, 0.0)), grid).position == (0.0, 0.0), "zero is a position"
