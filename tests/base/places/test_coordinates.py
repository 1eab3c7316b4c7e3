"""Coordinate systems: against published points, and against themselves."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequ_api.base.places.coordinates import (
    EAST,
    NORTH,
    SOUTH,
    WEST,
    Point,
    gcj_of,
    in_china,
    wgs_degrees,
    wgs_of,
)
from shequ_api.base.places.distance import Degrees, metres_between
from shequ_api.base.places.models import CoordinateSystem

WGS_84, GCJ_02 = CoordinateSystem
PUBLISHED = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),  # Shanghai
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),  # Shenzhen
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),  # Beijing
]
"""From the tests of the open implementation that all others follow (googollee/eviltransform)."""
INSIDE = st.tuples(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))
ANYWHERE = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


def off(one: Degrees, other: Degrees) -> float:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))


@pytest.mark.parametrize(("seen", "drawn"), PUBLISHED)
def test_published_points(seen: Degrees, drawn: Degrees) -> None:
    assert off(gcj_of(seen), drawn) < 1e-9
    assert off(wgs_of(drawn), seen) < 1e-9


@given(INSIDE)
def test_there_and_back_is_the_same_spot(spot: Degrees) -> None:
    assert off(wgs_of(gcj_of(spot)), spot) < 1e-7


@given(INSIDE)
def test_maps_are_shifted_by_hundreds_of_metres(spot: Degrees) -> None:
    assert metres_between(spot, gcj_of(spot)) < 2_000


@given(ANYWHERE)
def test_the_world_outside_is_shifted_by_nothing(spot: Degrees) -> None:
    if not in_china(spot):
        assert gcj_of(spot) == spot
    there = wgs_of(spot)
    assert all(map(math.isfinite, there))
    if not (WEST - 1 < spot[0] < EAST + 1 and SOUTH - 1 < spot[1] < NORTH + 1):
        assert there == spot


def test_a_point_tells_its_degrees_in_both_systems() -> None:
    seen, drawn = PUBLISHED[0]
    assert Point(*seen).within(WGS_84) == seen, "the very same numbers"
    assert off(Point(*seen).within(GCJ_02), drawn) < 1e-9
    assert off(Point(*drawn, GCJ_02).within(WGS_84), seen) < 1e-9
    assert wgs_degrees(None, None, None) is None
    assert wgs_degrees(*seen, WGS_84) == seen
