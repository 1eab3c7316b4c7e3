"""How to ask about the trees."""

from tests.matrix.asking import Ask, at, by, listed_at

COMPOUND = {
    "local_code": "zz9",
    "name": "新院",
    "buildings": [
        {"local_code": "1", "name": "1栋", "units": 1, "floors": 1, "dwellings_per_floor": 1}
    ],
}

OPERATIONS = {
    "list_places": listed_at("building", parent_id="compound"),
    "get_place": by("place_id", "building"),
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
}
