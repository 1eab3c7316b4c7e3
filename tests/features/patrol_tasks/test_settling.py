"""What becomes of tasks: by inspections, by check-ins, by hand, by the clock."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.features.assets.models import AssetRecord
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.patrol_tasks.service.settling import miss_overdue
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.base.people.asking import as_day, day
from tests.clocks import Work
from tests.features.patrol_plans.planned import (
    BUILDING,
    DOOR,
    DOOR_ABOVE,
    NEXT_BUILDING,
    PLANNER,
    Plans,
)
from tests.features.patrols.field import position


async def checked_in(plans: Plans, code: str, who: str = "micro_grid_worker", **at: float) -> str:
    made = new_id()
    body = plans.check_in_body(
        grid_id=None,
        place_id=plans.id(code),
        device_at=utc_now().isoformat(),
        position=position(**at),
    )
    answer = await plans.check_in(body, who, made)
    assert answer.status_code == 201, answer.text
    return str(made)


async def done(
    plans: Plans, task: dict[str, Any], check_in_id: str, who: str = "micro_grid_worker"
) -> Any:
    path = f"/patrol-tasks/{task['id']}/completion"
    return await plans.ask(who, "POST", path, json={"check_in_id": check_in_id})


async def test_an_inspection_completes_what_asked_for_it(plans: Plans, work: Work) -> None:
    version_id = await plans.version_id()
    await plans.running(DOOR, DOOR_ABOVE, form_version_id=version_id)
    await plans.running(DOOR)
    await work()
    inspection = await plans.inspected(filled_at=utc_now().isoformat())
    await work()
    states = {(task["form_key"], task["place_id"]): task["state"] for task in await plans.tasks()}
    assert states == {
        ("household_safety", plans.id(DOOR)): "completed",
        ("household_safety", plans.id(DOOR_ABOVE)): "ready",
        (None, plans.id(DOOR)): "ready",
    }
    assert inspection["state"] == "received"
    # Tomorrow's task waits for tomorrow's visit.
    assert {task["state"] for task in await plans.tasks(on=day(1))} == {"ready"}


async def test_a_visit_without_signal_counts_when_it_was(
    plans: Plans, work: Work, session: AsyncSession
) -> None:
    """Filled in two days ago inside the window, sent now; the clock had called it missed."""
    await plans.running(DOOR, DOOR_ABOVE, form_version_id=await plans.version_id())
    await work()
    past = update(PatrolTask).where(PatrolTask.due_on == as_day(day(0)))
    await session.execute(
        past.values(
            opens_at=PatrolTask.opens_at - timedelta(days=3),
            closes_at=PatrolTask.closes_at - timedelta(days=3),
        )
    )
    await miss_overdue(session, utc_now())
    await session.commit()
    task = (
        select(PatrolTask).where(PatrolTask.due_on == as_day(day(0))).order_by(PatrolTask.position)
    )
    first, second = (await session.scalars(task)).all()
    assert (first.state, first.closed_at) == ("missed", first.closes_at)
    await plans.inspected(filled_at=first.opens_at.isoformat())
    above = plans.id(DOOR_ABOVE)
    await plans.inspected(filled_at=second.closes_at.isoformat(), place_id=above)
    await work()
    for one in (first, second):
        await session.refresh(one)
    assert (first.state, second.state) == ("completed", "missed")


async def test_a_phone_whose_clock_is_days_ahead_completes_todays_task(
    plans: Plans, work: Work
) -> None:
    await plans.running(DOOR, form_version_id=await plans.version_id())
    await work()
    await plans.inspected(filled_at=(utc_now() + timedelta(days=2)).isoformat())
    await work()
    assert [task["state"] for task in await plans.tasks()] == ["completed"]
    assert [task["state"] for task in await plans.tasks(on=day(2))] == ["ready"]


async def test_a_check_in_on_the_spot_completes(
    plans: Plans, work: Work, session: AsyncSession
) -> None:
    await plans.running(BUILDING)
    await work()
    [task] = await plans.tasks()
    there = await checked_in(plans, BUILDING)
    elsewhere, others = (
        await checked_in(plans, DOOR),
        await checked_in(plans, NEXT_BUILDING, "next_micro_worker"),
    )
    for wrong in (elsewhere, others, str(new_id())):
        answer = await done(plans, task, wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "patrol_check_in_unfit")
    for _ in range(2):
        answer = await done(plans, task, there)
        assert (answer.status_code, answer.json()["state"]) == (200, "completed")
    again = await done(plans, task, await checked_in(plans, BUILDING))
    assert (again.status_code, again.json()["code"]) == (409, "patrol_task_over")
    told = select(func.count()).where(Event.name == "patrol_task_completed")
    assert await session.scalar(told) == 1


async def test_a_check_in_on_the_spot_need_not_be_named(plans: Plans, work: Work) -> None:
    await plans.running(BUILDING, DOOR)
    await plans.running(BUILDING, form_version_id=await plans.version_id())
    await work()
    await checked_in(plans, BUILDING)
    await work()
    states = {(one["place_id"], one["form_key"]): one["state"] for one in await plans.tasks()}
    assert states[plans.id(DOOR), None] == "ready"
    assert states[plans.id(BUILDING), "household_safety"] == "ready"
    assert states[plans.id(BUILDING), None] == "completed"


async def test_a_check_in_that_is_in_doubt_completes_when_it_is_accepted(
    plans: Plans, work: Work
) -> None:
    await plans.running(BUILDING)
    await work()
    made = await checked_in(plans, BUILDING, longitude=105.9)
    await work()
    [task] = await plans.tasks()
    assert task["state"] == "ready"
    named = await done(plans, task, made)
    assert (named.status_code, named.json()["code"]) == (409, "patrol_check_in_in_doubt")
    path = f"/check-ins/{made}/review"
    answer = await plans.ask(PLANNER, "PUT", path, json={"decision": "accepted", "note": "GPS"})
    assert answer.status_code == 200, answer.text
    await work()
    assert (await plans.the_task(task))["state"] == "completed"


async def test_a_form_is_not_spared_by_a_check_in(plans: Plans, work: Work) -> None:
    await plans.running(DOOR, form_version_id=await plans.version_id())
    await work()
    [task] = await plans.tasks()
    answer = await done(plans, task, await checked_in(plans, DOOR))
    assert (answer.status_code, answer.json()["code"]) == (409, "patrol_task_form_needed")


async def test_tomorrows_task_is_not_done_or_given_up_today(plans: Plans, work: Work) -> None:
    await plans.running(BUILDING)
    await work()
    [task] = await plans.tasks(on=day(1))
    answer = await done(plans, task, await checked_in(plans, BUILDING))
    assert (answer.status_code, answer.json()["code"]) == (422, "patrol_check_in_unfit")
    path = f"/patrol-tasks/{task['id']}/failure"
    answer = await plans.ask("micro_grid_worker", "POST", path, json={"reason": "unsafe"})
    assert (answer.status_code, answer.json()["code"]) == (409, "patrol_task_not_open")


async def test_a_worker_says_why_not_and_a_planner_why_no_more(plans: Plans, work: Work) -> None:
    await plans.running(DOOR, DOOR_ABOVE)
    await work()
    first, second = await plans.tasks()
    why = {"reason": "nobody_home", "note": "两次敲门无人应答"}
    for status in (200, 409):
        path = f"/patrol-tasks/{first['id']}/failure"
        answer = await plans.ask("micro_grid_worker", "POST", path, json=why)
        assert answer.status_code == status, answer.text
    path = f"/patrol-tasks/{second['id']}/cancellation"
    assert (await plans.ask(PLANNER, "POST", path, json={"note": "停电"})).status_code == 200
    [counted] = (await plans.got("grid_chief", "/patrol-tallies"))["items"]
    numbers = {key: counted[key] for key in ("ready", "completed", "failed", "missed", "cancelled")}
    assert numbers == {"ready": 0, "completed": 0, "failed": 1, "missed": 0, "cancelled": 1}
    assert counted["micro_grid_name"] == "东苑1栋微网格"


async def test_an_assets_history_tells_of_its_patrol(
    plans: Plans, work: Work, session: AsyncSession
) -> None:
    lamp = {"kind_code": "notice_board", "place_id": plans.id(BUILDING)}
    made = await plans.ask(PLANNER, "POST", "/assets", json={"items": [lamp, lamp]})
    kept, removed = (one["id"] for one in made.json()["assets"])
    points = [{"asset_id": kept}, {"asset_id": removed}]
    await plans.running(routes=[{"name": "设施", "points": points}])
    await work()
    assert [task["asset_id"] for task in await plans.tasks()] == [kept, removed]
    state = {"state": "removed", "reason": "拆除"}
    answer = await plans.ask(PLANNER, "PUT", f"/assets/{removed}/state", json=state)
    assert answer.status_code == 200, answer.text
    await work()
    task, gone = await plans.tasks()
    assert (gone["state"], gone["reason"]) == ("cancelled", "asset_removed")
    assert (await done(plans, task, await checked_in(plans, BUILDING))).status_code == 200
    told = select(AssetRecord.kind).where(AssetRecord.asset_id == UUID(kept))
    assert "patrolled" in set(await session.scalars(told))
