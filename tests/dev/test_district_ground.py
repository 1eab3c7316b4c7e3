"""The ground of a made-up district: divided without gaps, and drawn by the rules."""

import json
from typing import Any

import shapely

from shequ_api.base.places.boundary_rules import (
    MOST_OUTSIDE,
    moved_polygons,
    outside_share,
    polygons_of,
    shape_of,
)
from shequ_api.base.places.models import CoordinateSystem, GridKind, PlaceKind
from tests.dev.made import INSIDE, TOTALS, Made

BOUNDARIES = """
    SELECT json_build_object('code', coalesce(p.code, g.code), 'area', area_square_metres,
      'kind', coalesce(p.kind::text, g.kind::text), 'geometry', geometry,
      'system', b.coordinate_system, 'rings', (SELECT count(*) FROM boundary_rings r
        WHERE r.boundary_id = b.id))
    FROM boundaries b LEFT JOIN places p ON p.id = b.place_id LEFT JOIN grids g ON g.id = b.grid_id
    WHERE b.ended_at IS NULL"""
KINDS: dict[str, Any] = {str(kind): kind for kind in (*PlaceKind, *GridKind)}


def _drawn(made: Made) -> dict[str, tuple[dict[str, Any], Any]]:
    """Code → what is kept of its boundary, and its shape in WGS-84, judged as when it is drawn."""
    found = {}
    for line in made.ask(BOUNDARIES):
        row = json.loads(line)
        given = CoordinateSystem(row["system"])
        polygons = moved_polygons(polygons_of(row["geometry"]), given, CoordinateSystem.WGS_84)
        found[row["code"]] = row, shape_of(polygons, KINDS[row["kind"]])
    return found


def test_boundaries_keep_the_rules_of_those_that_people_draw(made: Made) -> None:
    drawn = _drawn(made)
    systems = {row["system"] for row, _ in drawn.values()}
    assert systems == {"WGS-84", "GCJ-02"}
    for code, (row, shape) in drawn.items():
        parts = polygons_of(row["geometry"])
        assert row["rings"] == sum(len(part) for part in parts), code
        if row["kind"] == "community":
            continue
        around = drawn[code.partition("-")[0]][1]
        assert outside_share(shape, around) <= MOST_OUTSIDE, code


def test_nothing_overlaps_and_nothing_is_left_over(made: Made) -> None:
    drawn = _drawn(made)
    for kind in ("community", "compound", "micro_grid", "general_grid"):
        shapes = [shape for row, shape in drawn.values() if row["kind"] == kind]
        whole = shapely.union_all(shapes)
        assert sum(shape.area for shape in shapes) <= whole.area * 1.001, kind
        if kind == "community":
            assert whole.geom_type == "Polygon"
            assert not whole.interiors


def test_as_many_are_known_as_in_life(made: Made) -> None:
    kinds = [row["kind"] for row, _ in _drawn(made).values()]
    assert 0.4 <= kinds.count("micro_grid") / TOTALS.micro_grids <= 0.8
    assert 0.5 <= kinds.count("compound") / TOTALS.compounds <= 1
    communities = made.count(
        "places",
        f"{INSIDE} AND kind = 'community' AND EXISTS"
        " (SELECT FROM places c WHERE c.parent_id = places.id)",
    )
    assert kinds.count("community") == communities


def test_buildings_stand_in_their_compounds_and_tell_their_grids(made: Made) -> None:
    rows = made.ask(
        f"SELECT code, longitude, latitude FROM places WHERE {INSIDE} AND kind = 'building'"
    )
    drawn = _drawn(made)
    judged = 0
    for row in rows:
        code, longitude, latitude = row.split("|")
        compound = code.rpartition("-")[0]
        assert longitude, "every building is somewhere"
        if compound in drawn:
            spot = shapely.Point(float(longitude), float(latitude))
            assert drawn[compound][1].buffer(1e-6).contains(spot), code
            judged += 1
    assert judged > len(rows) / 2
    # By the even-odd rule: one ring holds it, not a hole besides.
    held = """SELECT p.code FROM places p JOIN boundary_rings r
        ON polygon(path(r.ring) * point(1e6, 0)) @> point(p.longitude * 1e6, p.latitude * 1e6)
        JOIN boundaries b ON b.id = r.boundary_id AND b.ended_at IS NULL
        JOIN grids g ON g.id = b.grid_id AND g.kind = 'micro_grid'
        WHERE p.kind = 'building' AND p.micro_grid_id IS DISTINCT FROM g.id
        GROUP BY p.code, b.id HAVING count(*) % 2 = 1"""
    assert made.ask(held) == [], "no other grid's boundary holds a building"
