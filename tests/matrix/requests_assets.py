"""How to ask about assets."""

from tests.matrix.asking import Ask, at, by, listed, listed_at, once

BENCH = {"title": "长椅", "prefix": "ZZZ", "fields": [], "position": 99}

OPERATIONS = {
    "list_asset_kinds": once(lambda _: Ask()),
    "define_asset_kind": once(lambda _: Ask({"kind_code": "bench"}, body=BENCH)),
    "list_assets": listed("asset"),
    "register_assets": at(
        lambda s: Ask(body={"items": [{"kind_code": "notice_board", "place_id": s.place}]}),
        "place",
    ),
    "get_asset": by("asset_id", "asset"),
    "change_asset": at(
        lambda s: Ask(
            {"asset_id": s.of("asset")}, body={"label": "新牌"}, headers={"If-Match": "*"}
        ),
        "asset",
    ),
    "set_asset_state": by("asset_id", "asset", {"state": "out_of_service", "reason": "检修"}),
    "inspect_asset": by("asset_id", "asset", {"sound": True}),
    "list_asset_records": listed_at("asset_record", {"asset_id": "asset"}),
}
