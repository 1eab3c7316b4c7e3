"""How to ask for the five codes and their catalogues."""

from tests.matrix.asking import Ask, at, by, listed, once

DRAFT = {"inherits": False, "hidden": [], "entries": []}
MATCH = {"If-Match": '"v1"'}
OPERATIONS = {
    "get_five_codes": by("place_id", "building"),
    "list_five_code_actions": once(lambda _: Ask()),
    "list_five_code_catalogues": listed("catalogue"),
    "get_five_code_catalogue": by("place_id", "community"),
    "draft_five_code_catalogue": at(
        lambda s: Ask({"place_id": s.community}, body=DRAFT, headers=MATCH),
        "community",
    ),
    "publish_five_code_catalogue": at(
        lambda s: Ask({"place_id": s.community}, headers=MATCH), "community"
    ),
    "preview_five_code_catalogue": by("place_id", "community"),
    "list_five_code_editions": by("place_id", "community"),
    "get_five_code_edition": at(
        lambda s: Ask({"place_id": s.community, "number": "1"}), "community"
    ),
}
