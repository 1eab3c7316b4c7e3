"""Spots."""

from shequ_api.base.places.models import Grid, GridKind, Place
from shequ_api.features.check_ins.rules import spot_at, spot_in
from shequ_api.kit.ids import new_id


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
