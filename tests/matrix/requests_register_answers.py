"""How to ask about what answers told the register, and what it tells forms."""

from tests.matrix.asking import Ask, Case, Operation, by, listed

WHY = {"purpose": "verification", "reason": "核实"}


def _prefill(case: Case) -> list[Ask]:
    if not case.site.dwelling:
        return []
    return [
        Ask({"version_id": case.world.facts["sheet"], "place_id": case.site.dwelling}),
    ]


def _prefills(case: Case) -> list[Ask]:
    return [Ask({"version_id": case.world.facts["sheet"]}, query={"limit": "100"})]


OPERATIONS = {
    "list_register_conflicts": listed("conflict"),
    "decide_register_conflict": by(
        "conflict_id", "conflict", {"decision": "take", "force": True, "note": "已核实"}
    ),
    "reveal_register_conflict": by("conflict_id", "conflict", WHY),
    "list_form_prefills": Operation(_prefills, lambda case: case.site.dwelling),
    "get_form_prefill": Operation(_prefill),
}
