"""Work for all grids of a place at once: booked whole, made behind it, taken back as one."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.grid_assignments.service import making
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.task_admission.models import AssignedTask, TaskQuota, TaskType
from shequ_api.features.task_caps.models import GridLoad
from tests.base.living import said
from tests.cast import HOME
from tests.clocks import Work
from tests.features.grid_tasks.whole import (
    BUILDING,
    DOORS,
    NEXT_DOORS,
    QUOTAS,
    WORKER,
    Whole,
    window,
)
from tests.features.task_admission.gate import FIRST, LAST, OFFICER

DISTRICT = "510108000000"


async def test_it_weighs_what_is_to_be_visited(
    whole: Whole, work: Work, session: AsyncSession
) -> None:
    await whole.department()
    few = await whole.type_of(quotas=QUOTAS | {"quota_per_grid_month": 3})
    assert said(await whole.give_whole(few)) == (409, "task_quota_exceeded")
    assert (await whole.given(few, visits_each=3))["tasks"] == 9
    cap = {"tasks": 6, "reason": "每月不超过六户"}
    path = f"/task-caps/{whole.id(DISTRICT)}"
    assert (await whole.ask(LAST, "PUT", path, json=cap)).status_code == 200
    more = await whole.type_of(title="再来一次")
    over = await whole.give_whole(more)
    assert said(over) == (409, "task_cap_exceeded")
    assert over.json()["grids"][0]["would_have"]["tasks"] == 7
    assert over.json()["grids"][0]["filled_by"][0]["tasks"] == 3
    await whole.given(more, visits_each=2)
    await work()
    loads = await whole.items("community_worker", "/task-loads", month=window()["opens_on"])
    assert [(one["tasks"], one["minutes"]) for one in loads] == [(5, 75)] * 3
    booked = await session.scalars(select(GridLoad.tasks))
    assert list(booked) == [5, 5, 5]


async def test_what_it_may_not_be_given_for(whole: Whole) -> None:
    await whole.department()
    doors = await whole.admitted(target_kind="dwelling", quotas=QUOTAS)
    assert said(await whole.give_whole(doors)) == (409, "task_not_for_whole_grids")
    type_id = await whole.type_of()
    assert said(await whole.give(type_id)) == (409, "task_given_by_whole_grids")
    assert said(await whole.give_whole(type_id, BUILDING)) == (422, "grid_place_unfit")
    for kind in ("total_grid", "dedicated_grid"):
        unfit = await whole.give_whole(type_id, grid_kind=kind)
        assert said(unfit) == (422, "assigned_grid_kind_unfit")
    lamps = await whole.type_of("asset", asset_kind="notice_board", form_key=None)
    assert said(await whole.give_whole(lamps)) == (409, "nothing_to_assign")
    for changes, code in (
        ({"visited_kind": None}, "malformed"),
        ({"asset_kind": "notice_board"}, "malformed"),
        ({"visited_kind": "asset", "asset_kind": "no_such_kind"}, "task_asset_kind_unknown"),
    ):
        draft: dict[str, Any] = {"target_kind": "grid", "visited_kind": "dwelling", **changes}
        assert said(await whole.request(**draft)) == (422, code), changes


async def test_made_some_at_a_time_and_none_twice(
    whole: Whole, work: Work, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "AT_ONCE", 2)
    given = await whole.all_doors(work)
    far = await whole.how_far(given)
    assert (far["made"], far["target"]) == (3, 12)
    tasks = await session.scalar(select(func.count()).select_from(PatrolTask))
    assert tasks == 3
    lines = await whole.items(OFFICER, f"/grid-assignments/{given['id']}/grids", state="ready")
    assert [(line["reached"], line["target"], line["tasks"]) for line in lines] == [(0, 4, 4)] * 3


async def test_a_general_grid_is_one_task(whole: Whole, work: Work) -> None:
    given = await whole.all_doors(work, grid_kind="general_grid")
    assert (given["grids"], given["tasks"]) == (2, 12)
    task = await whole.task("general_grid_worker")
    assert (task["target"], task["reached"]) == (8, 0)
    assert [one for one in await whole.items(WORKER, "/me/patrol-tasks") if one["target"]] == []
    await whole.visited(DOORS[0])
    await whole.visited(NEXT_DOORS[0], who="next_micro_worker")
    await work()
    assert await whole.counted("general_grid_worker") == ("ready", 2, 8)
    left = await whole.remaining(task, "general_grid_worker")
    assert left == [whole.id(code) for code in (*DOORS[1:], *NEXT_DOORS[1:])]


async def test_taken_back_it_gives_free_what_nobody_did(
    whole: Whole, work: Work, session: AsyncSession
) -> None:
    given = await whole.all_doors(work)
    await whole.visited(*DOORS)
    await whole.visited(NEXT_DOORS[0], who="next_micro_worker")
    await work()
    path = f"/grid-assignments/{given['id']}/cancellation"
    why = {"reason": "口径有误"}
    assert (await whole.ask(LAST, "POST", path, json=why)).status_code == 403
    answer = await whole.ask(OFFICER, "POST", path, json=why)
    assert (answer.status_code, answer.json()["cancel_reason"]) == (200, "口径有误")
    again = await whole.ask(OFFICER, "POST", path, json=why)
    assert said(again) == (409, "grid_assignment_over")
    await work()
    far = await whole.how_far(given)
    assert (far["completed"], far["cancelled"], far["reached"]) == (1, 2, 5)
    loads = sorted(await session.scalars(select(GridLoad.tasks)))
    assert loads == [0, 1, 4], "what was done stays counted"
    assert sorted(await session.scalars(select(TaskQuota.used))) == [0, 1, 4]
    assert await session.scalar(select(TaskType.used_total)) == 5
    given_now = await session.execute(select(AssignedTask.tasks, AssignedTask.minutes))
    assert sorted(tuple(row) for row in given_now) == [(0, 0), (1, 15), (4, 60)]
    # A visit after that counts for nobody.
    await whole.visited(NEXT_DOORS[1], who="next_micro_worker")
    await work()
    assert (await whole.how_far(given))["reached"] == 5


async def test_taken_back_before_they_were_made_none_is(
    whole: Whole, work: Work, session: AsyncSession
) -> None:
    await whole.department()
    given = await whole.given(await whole.type_of())
    path = f"/grid-assignments/{given['id']}/cancellation"
    assert (await whole.ask(OFFICER, "POST", path, json={"reason": "误派"})).status_code == 200
    await work()
    for model in (PatrolTask, AssignedTask):
        assert await session.scalar(select(func.count()).select_from(model)) == 0
    assert set(await session.scalars(select(GridLoad.tasks))) == {0}
    assert await session.scalar(select(TaskType.used_total)) == 0


async def test_who_sees_and_takes_back(whole: Whole, work: Work) -> None:
    given = await whole.all_doors(work)
    path = f"/grid-assignments/{given['id']}"
    for who in (OFFICER, LAST):
        (line,) = await whole.items(who, "/grid-assignments")
        assert (line["id"], line["department_name"]) == (given["id"], "消防救援大队")
    for who in (WORKER, FIRST, "community_worker"):
        assert (await whole.ask(who, "GET", path)).status_code in (403, 404)
        assert (await whole.ask(who, "GET", "/grid-assignments")).status_code == 403
    officers = f"/departments/{given['department_id']}/officers"
    assert (await whole.ask(LAST, "PUT", officers, json={"officer_ids": []})).status_code == 200
    await whole.department("应急管理局")
    why = {"reason": "不是我派的"}
    refused = await whole.ask(OFFICER, "POST", f"{path}/cancellation", json=why)
    assert said(refused) == (403, "another_department")


async def test_suspended_it_is_given_back_by_what_it_weighs(
    whole: Whole, work: Work, session: AsyncSession
) -> None:
    await whole.department()
    type_id = await whole.type_of()
    await whole.given(type_id)
    await work()
    await whole.stand(type_id, "suspended")
    (why,) = await whole.items(WORKER, "/assigned-tasks")
    path = f"/assigned-tasks/{why['id']}/return"
    back = await whole.ask(WORKER, "POST", path, json={"reason": "已暂停"})
    assert back.status_code == 200, back.text
    assert await session.scalar(select(TaskType.used_total)) == 8
    assert sorted(await session.scalars(select(GridLoad.tasks))) == [0, 4, 4]


async def test_shops_are_counted_and_shown_to_who_answers_for_them(
    whole: Whole, work: Work
) -> None:
    for code, kind in ((DOORS[0], "shop"), (DOORS[0], "restaurant"), (DOORS[1], "office")):
        shop: dict[str, Any] = {"place_id": whole.id(code), "name": f"小店{kind}", "kind": kind}
        made = await whole.ask("community_worker", "POST", "/register/premises", json=shop)
        assert made.status_code == 201, made.text
    await whole.department()
    given = await whole.given(await whole.type_of("shop"))
    assert (given["grids"], given["tasks"]) == (1, 1)
    await work()
    task = await whole.task()
    assert await whole.remaining(task) == [whole.id(DOORS[0])]
    path = f"/patrol-tasks/{task['id']}/remaining-places"
    assert said(await whole.ask(LAST, "GET", path)) == (403, "shops_not_yours")
    await whole.visited(DOORS[1])
    await work()
    assert await whole.counted() == ("ready", 0, 1)
    await whole.visited(DOORS[0])
    await work()
    assert await whole.counted() == ("completed", 1, 1)
    assert await whole.remaining(task) == []


async def test_assets_by_where_they_stand(whole: Whole, work: Work) -> None:
    lamp = {"kind_code": "notice_board", "place_id": whole.id(BUILDING)}
    two = {"items": [lamp, lamp]}
    made = await whole.ask("community_worker", "POST", "/assets", json=two)
    assert made.is_success, made.text
    await whole.department()
    type_id = await whole.type_of("asset", asset_kind="notice_board", form_key=None)
    given = await whole.given(type_id, HOME)
    assert (given["grids"], given["tasks"]) == (1, 1), "two on one spot are one visit"
