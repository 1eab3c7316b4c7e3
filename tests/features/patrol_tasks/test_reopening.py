"""An inspection that was deleted completes no task, and is no visit."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from httpx import Response
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.features.coverage.service import take_up
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.patrol_tasks.service.settling import miss_overdue
from shequ_api.kit.clock import utc_now
from tests.base.people.asking import as_day, day
from tests.clocks import Work
from tests.features.patrol_plans.planned import DOOR, PLANNER, Plans


async def deleted(plans: Plans, inspection: dict[str, Any]) -> Response:
    path = f"/inspections/{inspection['id']}/deletion"
    why = {"reason": "填错了地点"}
    answer = await plans.ask("subdistrict_administrator", "PUT", path, json=why)
    assert answer.status_code == 200, answer.text
    return answer


async def to_fill_in(plans: Plans, work: Work) -> dict[str, Any]:
    await plans.running(DOOR, form_version_id=await plans.version_id())
    await work()
    (task,) = await plans.tasks()
    return task


async def inspected_now(plans: Plans, who: str = "micro_grid_worker") -> dict[str, Any]:
    return await plans.inspected(who=who, filled_at=utc_now().isoformat())


async def coverage_of_door(plans: Plans) -> dict[str, Any] | None:
    lines = (await plans.got(PLANNER, "/unvisited-places", days=1, limit=100))["items"]
    return next((line for line in lines if line["place_id"] == plans.id(DOOR)), None)


async def test_it_is_to_be_done_again_while_its_window_lasts(
    plans: Plans, work: Work, session: AsyncSession
) -> None:
    await take_up(session, utc_now())
    await session.commit()
    task = await to_fill_in(plans, work)
    sent = await inspected_now(plans)
    await work()
    assert (await plans.the_task(task))["state"] == "completed"
    assert await coverage_of_door(plans) is None
    await deleted(plans, sent)
    await work()
    again = await plans.the_task(task)
    assert (again["state"], again["reason"], again["closed_at"]) == (
        "ready",
        "evidence_deleted",
        None,
    )
    line = await coverage_of_door(plans)
    assert line is not None
    assert (line["last_visited_on"], line["taken_back_on"]) == (None, day(0))
    await inspected_now(plans)
    await work()
    again = await plans.the_task(task)
    assert (again["state"], again["reason"]) == ("completed", None)
    assert await coverage_of_door(plans) is None


async def test_another_inspection_stands_in_for_it(
    plans: Plans, work: Work, session: AsyncSession
) -> None:
    task = await to_fill_in(plans, work)
    first = await inspected_now(plans)
    await work()
    second = await inspected_now(plans, "general_grid_worker")
    await work()
    await deleted(plans, first)
    await work()
    kept = await session.get_one(PatrolTask, UUID(task["id"]))
    assert (kept.state, kept.evidence_id) == ("completed", UUID(second["id"]))
    assert kept.closed_by_id == plans.cast.people["general_grid_worker"]
    assert await coverage_of_door(plans) is None
    told = select(func.count()).where(Event.name == "patrol_task_reopened")
    assert await session.scalar(told) == 1


async def test_a_window_that_is_over_was_missed(
    plans: Plans, work: Work, session: AsyncSession
) -> None:
    task = await to_fill_in(plans, work)
    sent = await inspected_now(plans)
    await work()
    past = update(PatrolTask).where(PatrolTask.due_on == as_day(day(0)))
    shift = timedelta(days=2)
    await session.execute(
        past.values(opens_at=PatrolTask.opens_at - shift, closes_at=PatrolTask.closes_at - shift)
    )
    await session.commit()
    await deleted(plans, sent)
    await work()
    await miss_overdue(session, utc_now())
    await session.commit()
    missed = await plans.the_task(task)
    assert (missed["state"], missed["reason"]) == ("missed", "evidence_deleted")


async def test_what_nobody_wants_any_more_is_not_opened(plans: Plans, work: Work) -> None:
    task = await to_fill_in(plans, work)
    sent = await inspected_now(plans)
    await work()
    path = f"/patrol-plans/{task['plan_id']}/ending"
    ended = await plans.ask(PLANNER, "POST", path)
    assert ended.status_code == 200, ended.text
    await deleted(plans, sent)
    await work()
    over = await plans.the_task(task)
    assert (over["state"], over["reason"]) == ("cancelled", "plan_ended")


async def test_deleted_before_anybody_heard_of_it_it_completes_nothing(
    plans: Plans, work: Work
) -> None:
    task = await to_fill_in(plans, work)
    await deleted(plans, await inspected_now(plans))
    await work()
    untouched = await plans.the_task(task)
    assert (untouched["state"], untouched["reason"]) == ("ready", None)


async def test_a_rejected_inspection_completes_nothing(plans: Plans, work: Work) -> None:
    """Rejected after it was heard of, or before."""
    task = await to_fill_in(plans, work)
    sent = await inspected_now(plans)
    await work()
    assert (await plans.the_task(task))["state"] == "completed"
    why = {"decision": "rejected", "note": "照片不是这一户"}
    assert (await plans.review(sent["id"], **why)).status_code == 200
    await work()
    again = await plans.the_task(task)
    assert (again["state"], again["reason"]) == ("ready", "evidence_rejected")
    second = await inspected_now(plans)
    assert (await plans.review(second["id"], **why)).status_code == 200
    await work()
    assert (await plans.the_task(task))["state"] == "ready"
    await inspected_now(plans)
    await work()
    again = await plans.the_task(task)
    assert (again["state"], again["reason"]) == ("completed", None)
