"""How to ask about the trees."""

from tests.matrix.asking import Ask, at, by, listed, listed_at, once
from tests.matrix.planting_places import SQUARE

COMPOUND = {
    "local_code": "zz9",
    "name": "新院",
    "buildings": [
        {"local_code": "1", "name": "1栋", "units": 1, "floors": 1, "dwellings_per_floor": 1}
    ],
}

NEW_BUILDING = [
    {"local_code": "zz8", "name": "8栋", "units": 1, "floors": 1, "dwellings_per_floor": 1}
]
NEW_DOOR = [{"local_code": "zz7", "name": "7号"}]
BOUNDARY = {"geometry": SQUARE, "source": "街道 2026 年网格划分图"}
POINT = {"longitude": "104.125", "latitude": "30.705"}

OPERATIONS = {
    "list_places": listed_at("building", parent_id="compound"),
    "get_place": by("place_id", "building"),
    "list_uncovered_dwellings": listed("uncovered"),
    "list_grids": listed_at("grid", community_id="community"),
    "found_compound": by("place_id", "community", COMPOUND),
    "found_compound:building": by("place_id", "building", COMPOUND),
    "draw_grid": at(
        lambda s: Ask(body={"community_id": s.community, "kind": "dedicated_grid", "name": "市场"}),
        "community",
    ),
    "cover_buildings": at(
        lambda s: Ask({"grid_id": s.grid}, body={"building_ids": [s.building]}), "grid"
    ),
    "add_buildings": by("place_id", "compound", {"buildings": NEW_BUILDING}),
    "add_units": by("place_id", "building", {"doors": NEW_DOOR}),
    "add_dwellings": by("place_id", "building", {"doors": NEW_DOOR}),
    "get_grid": by("grid_id", "grid"),
    "dedicate_grid": at(
        lambda s: Ask({"grid_id": s.of("dedicated_grid")}, body={"place_ids": [s.building]}),
        "dedicated_grid",
    ),
    "rename_place": by("place_id", "building", {"name": "新楼"}),
    "rename_division": by("place_id", "community", {"name": "新社区"}),
    "rename_grid": by("grid_id", "grid", {"name": "新网格"}),
    "draw_place_boundary": by("place_id", "building", BOUNDARY),
    "draw_grid_boundary": by("grid_id", "grid", BOUNDARY),
    "get_place_boundary": by("place_id", "building"),
    "get_grid_boundary": by("grid_id", "grid"),
    "list_place_boundaries": listed_at("boundary", {"place_id": "building"}),
    "list_grid_boundaries": listed_at("grid_boundary", {"grid_id": "grid"}),
    "attribute_point": once(lambda _: Ask(query=POINT)),
}
