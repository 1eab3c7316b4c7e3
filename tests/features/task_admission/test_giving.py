"""Work is given within quotas, by whoever may; the grid sees why, and gives back what is not."""

import asyncio
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.task_admission.models import AssignedTask, TaskQuota, TaskType
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.base.living import said
from tests.cast import HOME
from tests.features.task_admission.gate import LAST, OFFICER, Gate, next_month

BUILDING = f"{HOME}-c1-b1"


async def test_a_grid_sees_why_and_does_it(gate: Gate) -> None:
    await gate.department()
    type_id = await gate.admitted(form_key="fire_lanes")
    given = (await gate.give(type_id)).json()
    assert (given["tasks"], given["grids"], given["used_total"]) == (3, 3, 3)
    (why,) = await gate.items("micro_grid_worker", "/assigned-tasks")
    assert (why["department_name"], why["legal_basis"]) == ("消防救援大队", "《消防法》第六条")
    assert (why["place_name"], why["state"], why["is_admitted"]) == ("东苑1栋", "ready", True)
    day = {"on": next_month().isoformat()}
    (task,) = await gate.items("micro_grid_worker", "/me/patrol-tasks", **day)
    assert (task["id"], task["form_key"]) == (why["patrol_task_id"], "fire_lanes")
    assert (task["source_kind"], task["source_id"]) == ("admitted_task", why["id"])
    path = f"/assigned-tasks/{why['id']}/return"
    back = await gate.ask("micro_grid_worker", "POST", path, json={"reason": "太忙"})
    assert said(back) == (409, "task_is_admitted")
    month = {"month": day["on"]}
    loads = await gate.items("community_worker", "/task-loads", **month)
    assert [(each["tasks"], each["minutes"]) for each in loads] == [(1, 15)] * 3
    assert await gate.items("community_worker", "/task-loads") == [] or next_month() == (
        china_date(utc_now())
    )


async def test_quotas_hold_whole_or_not_at_all(gate: Gate, session: AsyncSession) -> None:
    await gate.department()
    type_id = await gate.admitted(quotas={"quota_per_grid_month": 1, "quota_total": 4})
    assert (await gate.give(type_id, BUILDING)).status_code == 201
    over = await gate.give(type_id)
    assert said(over) == (409, "task_quota_exceeded")
    assert (over.json()["grids_over"], over.json()["left_total"]) == (1, 3)
    for model in (AssignedTask, PatrolTask):
        assert await session.scalar(select(func.count()).select_from(model)) == 1
    doors = await gate.admitted(target_kind="dwelling", quotas={"quota_per_grid_month": 50})
    assert (await gate.give(doors)).json()["tasks"] == 12
    few = await gate.admitted(quotas={"quota_total": 2})
    assert said(await gate.give(few)) == (409, "task_quota_exceeded")


async def test_what_is_not_admitted_any_more_is_given_back(
    gate: Gate, session: AsyncSession
) -> None:
    await gate.department()
    type_id = await gate.admitted()
    await gate.give(type_id)
    (task,) = await gate.items("micro_grid_worker", "/assigned-tasks")
    await gate.stand(type_id, "suspended")
    (task,) = await gate.items("micro_grid_worker", "/assigned-tasks")
    assert not task["is_admitted"]
    path = f"/assigned-tasks/{task['id']}/return"
    why = {"reason": "已暂停准入"}
    assert (await gate.ask("next_micro_worker", "POST", path, json=why)).status_code == 404
    back = await gate.ask("micro_grid_worker", "POST", path, json=why)
    assert (back.json()["state"], back.json()["return_reason"]) == ("cancelled", "已暂停准入")
    again = await gate.ask("micro_grid_worker", "POST", path, json=why)
    assert said(again) == (409, "assigned_task_over")
    (listed,) = await gate.items("community_worker", "/assigned-tasks", returned=True)
    assert listed["id"] == task["id"]
    assert (await gate.got(LAST, f"/task-types/{type_id}"))["used_total"] == 2
    used = await session.scalars(select(TaskQuota.used).order_by(TaskQuota.used))
    assert list(used) == [0, 1, 1]


async def test_another_departments_type_is_not_ones_own(gate: Gate, session: AsyncSession) -> None:
    await gate.department()
    type_id = await gate.admitted()
    officers = f"/departments/{(await gate.items(LAST, '/departments'))[0]['id']}/officers"
    assert (await gate.ask(LAST, "PUT", officers, json={"officer_ids": []})).status_code == 200
    assert said(await gate.give(type_id)) == (403, "no_department")
    await gate.department("应急管理局")
    assert said(await gate.give(type_id)) == (403, "another_department")
    assert await gate.items(OFFICER, "/task-type-requests") == []


async def test_what_comes_past_the_gate_is_listed(gate: Gate) -> None:
    body: dict[str, Any] = {
        "grid_id": str(gate.cast.places[f"{HOME}-m01"]),
        "asked_by": "某部门工作群",
        "content": "今晚统计每户宠物数量",
        "asked_on": china_date(utc_now()).isoformat(),
    }
    path = "/unadmitted-requests"
    assert (await gate.ask("next_micro_worker", "POST", path, json=body)).status_code == 404
    made = await gate.ask("micro_grid_worker", "POST", path, json=body)
    assert made.status_code == 201, made.text
    tomorrow = body | {"asked_on": next_month().replace(year=2099).isoformat()}
    answer = await gate.ask("micro_grid_worker", "POST", path, json=tomorrow)
    assert said(answer) == (422, "asked_on_unfit")
    for who in ("community_worker", "subdistrict_administrator", LAST):
        (shown,) = await gate.items(who, path)
        assert (shown["id"], shown["asked_by"]) == (made.json()["id"], "某部门工作群")
    assert await gate.items("far_community_worker", path) == []
    assert (await gate.ask(OFFICER, "GET", path)).status_code == 403


async def test_many_calls_at_once_never_exceed_a_quota(open_gate: Gate, open_parts: Parts) -> None:
    """Eight calls, each for three grids, where five fit."""
    await open_gate.department()
    type_id = await open_gate.admitted(quotas={"quota_per_grid_month": 5, "quota_total": 20})
    calls = [open_gate.give(type_id, at) for at in [HOME] * 4 + [BUILDING] * 4]
    answers = await asyncio.gather(*calls)
    statuses = sorted(answer.status_code for answer in answers)
    assert set(statuses) == {201, 409}
    given = sum(answer.json()["tasks"] for answer in answers if answer.status_code == 201)
    async with open_parts.get(Database).sessions() as session:
        task_type = (await session.scalars(select(TaskType))).one()
        most = await session.scalar(select(func.max(TaskQuota.used)))
        tasks = await session.scalar(select(func.count(AssignedTask.id)))
        patrols = await session.scalar(select(func.count(PatrolTask.id)))
    assert (task_type.used_total, tasks, patrols) == (given, given, given)
    assert most == 5
    assert given <= 20
