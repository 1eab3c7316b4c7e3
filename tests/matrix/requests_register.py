"""How to ask about the register of people and housing."""

from collections.abc import Mapping

from tests.matrix.asking import Ask, Case, Operation, at, by, listed, once
from tests.matrix.planting_register import phone_of

WHY = {"purpose": "visit", "reason": "上门核实"}
STAY = {"belonging": "family", "starts_on": "2026-06-01"}
SHOP = {"name": "小店", "kind": "shop"}
NEW = {"name": "新来的人", **STAY}


def _of_person(body: Mapping[str, object]) -> Operation:
    return by("entry_id", "entry", body)


def _counts(case: Case) -> list[Ask]:
    """Home's micro-grid stands in the community's things too, which lie above a worker's reach."""
    return [Ask(query={"limit": "100"}, tells=frozenset({case.world.sites["home"].grid}))]


OPERATIONS = {
    "list_register_people": listed("entry"),
    "search_register_people": at(
        lambda s: Ask(body={"phone": phone_of(s)}, rows=frozenset({s.of("entry")})), "entry"
    ),
    "enter_register_person": by("dwelling_id", "dwelling", NEW),
    "correct_register_person": _of_person({"phone": "13900139000"}),
    "change_register_occupancy": _of_person(STAY),
    "move_register_person": at(
        lambda s: Ask({"entry_id": s.of("entry")}, body={"dwelling_id": s.spare, **STAY}),
        "entry",
        "spare",
    ),
    "depart_register_person": _of_person({"ends_on": "2026-06-01"}),
    "reveal_register_person": _of_person({"fields": ["name", "phone"], **WHY}),
    "list_register_premises": listed("premises"),
    "open_register_premises": at(lambda s: Ask(body={"place_id": s.dwelling, **SHOP}), "dwelling"),
    "correct_register_premises": by("premises_id", "premises", SHOP),
    "close_register_premises": by("premises_id", "premises"),
    "reveal_register_premises": by("premises_id", "premises", WHY),
    "get_register_dwelling": by("dwelling_id", "dwelling"),
    "list_dwelling_history": by("dwelling_id", "dwelling"),
    "list_register_fact_kinds": once(lambda _: Ask()),
    "put_dwelling_fact": at(
        lambda s: Ask({"dwelling_id": s.dwelling, "key": "room_count"}, body={"value": 3}),
        "dwelling",
    ),
    "put_person_fact": at(
        lambda s: Ask({"entry_id": s.of("entry"), "key": "lives_alone"}, body={"value": True}),
        "entry",
    ),
    "put_premises_fact": at(
        lambda s: Ask(
            {"premises_id": s.of("premises"), "key": "bottled_gas"}, body={"value": True}
        ),
        "premises",
    ),
    "reveal_person_facts": _of_person(WHY),
    "confirm_register_dwelling": at(
        lambda s: Ask({"dwelling_id": s.dwelling}, body={"ids": [s.of("entry")]}), "entry"
    ),
    "list_stale_register": listed("entry"),
    "list_register_freshness": Operation(_counts, lambda case: case.site.of("grid")),
    "list_register_corrections": listed("correction"),
    "decide_register_correction": by("correction_id", "correction", {"accepted": True}),
    "reveal_register_correction": by("correction_id", "correction", WHY),
    "get_my_register_entries": at(lambda s: Ask(absent=frozenset({s.of("entry")})), "entry"),
    "ask_register_correction": at(
        lambda s: Ask(body={"entry_id": s.of("entry"), "note": "请核对"}), "entry"
    ),
}
