"""Some of each, for lists: departments, types, tasks, and what came past the gate."""

from datetime import date

from shequ_api.kit.clock import china_date, utc_now
from tests.cast import HOME
from tests.features.task_admission.gate import LAST, Gate


async def given(gate: Gate) -> None:
    """Three of each; the tasks are of this month."""
    await gate.department()
    for name in ("城管局", "应急管理局"):
        body: dict[str, object] = {"name": name, "officer_ids": []}
        assert (await gate.ask(LAST, "POST", "/departments", json=body)).status_code == 201
    cap = {"tasks": 999, "reason": "上限"}
    path = f"/task-caps/{gate.cast.places['510108000000']}"
    assert (await gate.ask(LAST, "PUT", path, json=cap)).status_code == 200
    today: date = china_date(utc_now())
    days = {"opens_on": today.isoformat(), "closes_on": today.isoformat()}
    for number in range(3):
        type_id = await gate.admitted(title=f"事项{number}")
        assert (await gate.give(type_id, **days)).status_code == 201
        asked = {
            "grid_id": str(gate.cast.places[f"{HOME}-m01"]),
            "asked_by": f"第{number}个群",
            "content": "统计宠物",
            "asked_on": today.isoformat(),
        }
        path = "/unadmitted-requests"
        answer = await gate.ask("micro_grid_worker", "POST", path, json=asked)
        assert answer.status_code == 201, answer.text
