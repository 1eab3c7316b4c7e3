"""How to ask about the admission of outside tasks."""

from datetime import timedelta
from typing import Any

from shequ_api.kit.clock import china_date, utc_now
from tests.matrix.asking import Ask, Case, at, by, listed, listed_at, once
from tests.matrix.planting_task_admission import QUOTAS, wanted

WHY = "网格可以承担"


def _assign(case: Case) -> Ask:
    day = china_date(utc_now())
    body = {
        "place_id": case.site.community,
        "opens_on": day.isoformat(),
        "closes_on": day.isoformat(),
    }
    path = {"type_id": case.site.of("task_type")}
    return Ask(path, body=body)


def _admission() -> dict[str, Any]:
    day = china_date(utc_now())
    days = {"valid_from": day.isoformat(), "valid_to": (day + timedelta(days=9)).isoformat()}
    return {"agreed": True, "reason": WHY, **QUOTAS, **days}


def _unadmitted(grid_id: str) -> dict[str, Any]:
    day = china_date(utc_now()).isoformat()
    return {"grid_id": grid_id, "asked_by": "工作群", "content": "统计宠物", "asked_on": day}


OPERATIONS = {
    "list_departments": once(lambda _: Ask()),
    "register_department": once(lambda _: Ask(body={"name": "城管局"})),
    "set_department_officers": by("department_id", "department", {"officer_ids": []}),
    "list_task_types": listed_at("task_type", district_id="district"),
    "list_task_type_requests": once(lambda _: Ask()),
    "request_task_type": once(lambda case: Ask(body=wanted(case.site.community, "新事项"))),
    "get_task_type": by("type_id", "task_type"),
    "get_task_type:requested": by("type_id", "requested_type"),
    "review_task_type": by("type_id", "requested_type", {"agreed": True, "reason": WHY}),
    "admit_task_type": by("type_id", "recommended_type", _admission()),
    "set_task_type_standing": by("type_id", "task_type", {"standing": "suspended", "reason": WHY}),
    "assign_tasks": once(_assign),
    "list_assigned_tasks": listed("assigned_task"),
    "return_assigned_task": by("task_id", "void_task", {"reason": "已暂停准入"}),
    "list_task_loads": once(lambda _: Ask()),
    "report_unadmitted_request": at(lambda s: Ask(body=_unadmitted(s.grid)), "grid"),
    "list_task_caps": once(lambda _: Ask()),
    "set_task_cap": by("place_id", "subdistrict", {"tasks": 9, "reason": WHY}),
    "lift_task_cap": by("place_id", "capped"),
    "list_unadmitted_requests": listed("unadmitted_request"),
}
