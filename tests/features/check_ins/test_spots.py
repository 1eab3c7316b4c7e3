"""Spots and hashes."""

import json

from shequ_api.base.places.models import CoordinateSystem, Grid, GridKind, Place
from shequ_api.features.check_ins.schemas import CheckInDraft
from shequ_api.features.check_ins.service import digest_of
from shequ_api.features.check_ins.spots import spot_at, spot_in
from shequ_api.kit.ids import new_id

WGS_84 = CoordinateSystem.WGS_84


def _grid(kind: GridKind, *, position: tuple[float, float] | None = None) -> Grid:
    east, north = position or (None, None)
    where = {"longitude": east, "latitude": north, "coordinate_system": WGS_84}
    return Grid(id=new_id(), kind=kind, parent_id=new_id(), **where)


def _place(position: tuple[float, float] | None = None) -> Place:
    east, north = position or (None, None)
    where = {"longitude": east, "latitude": north, "coordinate_system": WGS_84}
    return Place(id=new_id(), micro_grid_id=new_id(), **where)


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


class LaterDraft(CheckInDraft):
    """As a later release may have it."""

    battery_percent: int | None = None


def test_the_same_bytes_have_the_same_hash_in_every_release() -> None:
    """Phones keep what they could not send, and send it after the server was renewed."""
    sent = {
        "grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
        "position": {
            "longitude": 104.1412,
            "latitude": 30.6761,
            "coordinate_system": "WGS-84",
            "accuracy_metres": 18.5,
        },
        "device_at": "2026-11-22T09:30:00.000+08:00",
    }
    golden = "978541a5b772461f3e579a027f9e9e0b8ad55b5b917cb59cbbc774cc81c1fbd7"
    for draft in (CheckInDraft, LaterDraft):
        for more in ({}, {"code": None}, {"sent_at": "2026-11-22T09:31:00.000+08:00"}):
            body = json.dumps({**sent, **more})
            assert digest_of(draft.model_validate_json(body)).hex() == golden
