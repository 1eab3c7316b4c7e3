"""How to ask after how many days a vacancy is told."""

from tests.matrix.asking import Ask, Operation, at, by, listed_at

DAYS = {"community_days": 4, "subdistrict_days": 9, "district_days": 20}
ANY = {"If-Match": "*"}


def _set(kind: str) -> Operation:
    return at(lambda s: Ask({"place_id": s.of(kind)}, body=DAYS, headers=ANY), kind)


def _drop(kind: str) -> Operation:
    return at(lambda s: Ask({"place_id": s.of(kind)}, headers=ANY), kind)


OPERATIONS = {
    "get_vacancy_rule": by("place_id", "building"),
    "list_vacancy_rule_editions": listed_at("district", {"place_id": "building"}),
    "set_vacancy_rule": _set("district"),
    "drop_vacancy_rule": _drop("district"),
    "set_vacancy_rule:city": _set("city"),
    "drop_vacancy_rule:city": _drop("city"),
}
