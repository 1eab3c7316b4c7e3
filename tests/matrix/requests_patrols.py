"""How to ask about inspections."""

from shequ_api.kit.ids import new_id
from tests.matrix.asking import Ask, Case, Operation, by, listed, mine

MORNING = "2026-11-20T09:30:00.000+08:00"


def _submit(case: Case) -> list[Ask]:
    if not case.site.dwelling:
        return []
    body = {
        "form_version_id": case.world.facts["sheet"],
        "place_id": case.site.dwelling,
        "answers": {"visit_result": "nobody_home"},
        "filled_at": MORNING,
    }
    return [Ask({"inspection_id": str(new_id())}, body=body)]


OPERATIONS = {
    "list_inspections": listed("inspection"),
    "submit_inspection": Operation(_submit),
    "get_inspection": by("inspection_id", "inspection"),
    "get_inspection:own": mine("inspection", "inspection_id", "inspection"),
    "review_inspection": by("inspection_id", "inspection", {"decision": "approved"}),
}
