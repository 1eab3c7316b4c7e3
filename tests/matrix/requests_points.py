"""How to ask about cards."""

from functools import partial

from shequ_api.features.points_lots.schemas import DRAFT
from tests.matrix.asking import Ask, Case, Operation, at, has, listed_at

POLICY = {**DRAFT, "valid_from": None}
DAYS = {"from": "2026-01-01", "to": "2026-12-31"}


def _lines(case: Case, **more: str) -> list[Ask]:
    row = case.own("transfer") if case.inside else case.site.of("transfer")
    query = {"limit": "100", "district_id": case.site.district, **more}
    return [Ask(query=query, rows=frozenset({row}))] if has(case.site, "transfer") else []


OPERATIONS = {
    "get_points_card": at(lambda s: Ask(query={"district_id": s.district}), "district"),
    "list_points_card_lines": Operation(_lines),
    "list_points_card_lots": Operation(partial(_lines, spent="true")),
    "get_points_card_statement": at(
        lambda s: Ask(query={"district_id": s.district, **DAYS}), "district"
    ),
    "list_points_expiry_policies": listed_at("expiry_policy", {"place_id": "district"}),
    "set_points_expiry_policy": at(
        lambda s: Ask({"place_id": s.district}, body=POLICY), "district"
    ),
}
