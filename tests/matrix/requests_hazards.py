"""How to ask about hazards, and about putting many right together."""

from datetime import timedelta
from typing import Any

from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.ids import new_id
from tests.matrix.asking import Ask, Case, Operation, by, listed, once


def _batch(case: Case) -> list[Ask]:
    hazard = str(new_id()) if case.nowhere else case.site.of("hazard")
    day = china_date(utc_now()) + timedelta(days=1)
    body: dict[str, Any] = {
        "title": "集中整改",
        "firm_name": "燃气公司",
        "notice": "请留人在家",
        "starts_on": day.isoformat(),
        "ends_on": day.isoformat(),
        "hazard_ids": [hazard],
    }
    return [Ask(body=body)] if hazard else []


def _results(case: Case) -> list[Ask]:
    batch, hazard = case.site.of("rectification_batch"), case.site.of("batched_hazard")
    body = {"results": [{"hazard_id": hazard, "outcome": "nobody_home"}]}
    return [Ask({"batch_id": batch}, body=body)] if batch else []


DAYS = {"rectify_workdays": 3, "reinspect_workdays": 2}
OPERATIONS = {
    "list_hazards": listed("hazard"),
    "get_hazard": by("hazard_id", "hazard"),
    "list_hazard_counts": once(lambda _: Ask(query={"limit": "100"})),
    "file_hazard_ticket": by("hazard_id", "needy_hazard", {}),
    "waive_hazard": by("hazard_id", "hazard", {"kind": "false_alarm", "reason": "误填"}),
    "decide_hazard_waiver": by("hazard_id", "doubted_hazard", {"granted": True}),
    "list_hazard_waivers": listed("waiver"),
    "list_hazard_deadlines": once(lambda _: Ask()),
    "set_hazard_deadline": once(lambda _: Ask({"level": "major"}, body=DAYS)),
    "list_rectification_batches": listed("rectification_batch"),
    "schedule_rectification_batch": Operation(_batch),
    "get_rectification_batch": by("batch_id", "rectification_batch"),
    "list_rectification_items": by("batch_id", "rectification_batch"),
    "record_rectification_results": Operation(_results),
    "end_rectification_batch": by("batch_id", "rectification_batch"),
}
