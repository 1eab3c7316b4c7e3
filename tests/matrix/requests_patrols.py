"""How to ask about inspections."""

from typing import Any

from shequ_api.kit.ids import new_id
from tests.matrix.asking import Ask, Case, Operation, at, by, listed, mine, once
from tests.matrix.sites import Site

MORNING = "2026-11-20T09:30:00.000+08:00"
WHY = {"reason": "重复填报"}
EDIT = {"answers": {"visit_result": "vacant"}, "reason": "看错了"}


def _batch(case: Case) -> Ask:
    (single,) = _submit(case)
    return Ask(body={"items": [{"id": single.path["inspection_id"], "body": single.body}]})


def _edit(thing: str, number: str, body: Any = None) -> Operation:
    def ask(site: Site) -> Ask:
        return Ask({"inspection_id": site.of(thing), "number": number}, body=body)

    return at(ask, thing)


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
    "submit_inspection_batch": once(_batch),
    "count_inspections": once(lambda _: Ask(query={"from": "2026-11-01", "to": "2026-11-30"})),
    "review_inspections": once(
        lambda case: Ask(body={"decision": "approved", "ids": [case.site.of("inspection")]})
    ),
    "withdraw_inspection_approval": by("inspection_id", "approved_inspection", WHY),
    "waive_inspection_photos": by("inspection_id", "awaited_inspection", WHY),
    "delete_inspection": by("inspection_id", "inspection", WHY),
    "list_inspection_edits": by("inspection_id", "edited_inspection"),
    "get_inspection_edit": _edit("edited_inspection", "2"),
    "edit_inspection": _edit("inspection", "2", EDIT),
}
