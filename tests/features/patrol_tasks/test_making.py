"""The tasks of the next days: made once, whatever happens."""

import asyncio
from datetime import timedelta

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.app import create_app
from shequ_api.base.events.worker import Worker
from shequ_api.base.registry import Registry
from shequ_api.features.patrol_plans.events import PatrolPlanChanged
from shequ_api.features.patrol_plans.models import PatrolEdition, PatrolPlan
from shequ_api.features.patrol_tasks.jobs import ask_for_all
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.patrol_tasks.reactions import begin_anew
from shequ_api.features.patrol_tasks.service import making
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests import clocks
from tests.base.people.asking import day
from tests.cast import HOME, Cast
from tests.clocks import Work
from tests.conftest import settings_for_tests
from tests.counting import Queries
from tests.features.patrol_plans.planned import (
    BUILDING,
    DOOR,
    DOOR_ABOVE,
    NEXT_BUILDING,
    PLANNER,
    WEST,
    Plans,
)


async def test_today_and_two_days_more_in_the_order_of_walking(plans: Plans, work: Work) -> None:
    plan = await plans.running(DOOR_ABOVE, NEXT_BUILDING, DOOR)
    await work()
    for offset in (0, 1, 2):
        mine = await plans.tasks(on=day(offset))
        assert [task["place_id"] for task in mine] == [plans.id(DOOR_ABOVE), plans.id(DOOR)]
        assert {(task["state"], task["plan_id"]) for task in mine} == {("ready", plan["id"])}
    assert await plans.tasks(on=day(3)) == []
    [next_door] = await plans.tasks("next_micro_worker")
    assert (next_door["place_id"], next_door["route_name"]) == (plans.id(NEXT_BUILDING), "东线")
    # Of a general grid only what lies in none of its micro-grids.
    assert await plans.tasks("general_grid_worker") == []
    assert len(await plans.all_tasks()) == 3


async def test_what_is_done_twice_is_made_once(
    plans: Plans, work: Work, session: AsyncSession
) -> None:
    await plans.running(DOOR, BUILDING)
    await work()
    # As if killed after the tasks, before it was noted how far they go.
    await session.execute(update(PatrolPlan).values(called_up_to=None))
    await session.commit()
    await ask_for_all(session, utc_now())
    await session.commit()
    await work()
    assert await session.scalar(select(func.count()).select_from(PatrolTask)) == 6


async def test_a_draft_has_none_and_neither_has_a_day_outside(
    plans: Plans, work: Work, session: AsyncSession
) -> None:
    await plans.drawn()
    await plans.running(first_on=day(5))
    last = await plans.running(first_on=day(-9), last_on=day(-1))
    # Over before anybody could have gone there.
    await plans.running(opens="00:00", closes="00:01", last_on=day(0))
    await work()
    assert await plans.all_tasks() == []
    assert (await plans.got(PLANNER, f"/patrol-plans/{last['id']}"))["state"] == "ended"


async def test_a_change_leaves_today_and_rewrites_no_past(
    plans: Plans, work: Work, session: AsyncSession
) -> None:
    plan = await plans.running(DOOR, BUILDING)
    await work()
    before = await plans.all_tasks()
    assert (await plans.change(plan, plans.plan(NEXT_BUILDING, title="改过"))).status_code == 200
    await work()
    assert await plans.all_tasks() == before
    tomorrow = await plans.all_tasks(on=day(1))
    by_state = {(task["title"], task["state"], task["reason"]) for task in tomorrow}
    assert by_state == {("楼栋巡查", "cancelled", "plan_changed"), ("改过", "ready", None)}
    ended = await plans.ask(PLANNER, "POST", f"/patrol-plans/{plan['id']}/ending")
    assert ended.status_code == 200
    await work()
    assert {task["reason"] for task in await plans.all_tasks()} == {"plan_ended"}
    assert await plans.all_tasks(state="ready", on=day(1)) == []


async def test_a_plan_changed_before_its_first_tasks_has_those_of_today(
    plans: Plans, work: Work
) -> None:
    plan = await plans.running(DOOR)
    changed = await plans.change(plan, plans.plan(NEXT_BUILDING, title="改过"))
    assert changed.status_code == 200, changed.text
    await work()
    for offset in (0, 1, 2):
        made = await plans.all_tasks(on=day(offset))
        assert [(task["title"], task["state"]) for task in made] == [("改过", "ready")]


async def test_of_two_changes_the_last_one_stays(
    plans: Plans, cast: Cast, work: Work, session: AsyncSession
) -> None:
    """The fact of the first comes once more, after the tasks of the second were made."""
    plan = await plans.running(DOOR)
    await work()
    for title, code in (("初改", BUILDING), ("再改", NEXT_BUILDING)):
        body = plans.plan(code, title=title)
        assert (await plans.change(plan, body)).status_code == 200
    await work()
    first = await session.scalar(select(PatrolEdition).where(PatrolEdition.title == "初改"))
    assert first is not None
    late = PatrolPlanChanged(
        subject_id=first.plan_id,
        district_id=first.district_id,
        community_id=cast.places[HOME],
        by_id=first.drawn_by_id,
        edition_id=first.id,
        changed_from=china_date(utc_now()) + timedelta(days=1),
    )
    await begin_anew(session, late, utc_now())
    await session.commit()
    await work()
    tomorrow = await plans.all_tasks(on=day(1))
    by_state = {(task["title"], task["state"]) for task in tomorrow}
    assert by_state == {("楼栋巡查", "cancelled"), ("再改", "ready")}


async def test_many_plans_are_made_in_few_statements(
    plans: Plans, work: Work, session: AsyncSession, queries: Queries
) -> None:
    for code in (DOOR, BUILDING, NEXT_BUILDING, WEST):
        await plans.running(code)
    await work()
    district = await session.scalar(select(PatrolPlan.district_id).limit(1))
    assert district is not None
    tomorrow = utc_now() + timedelta(days=1)
    with queries() as seen:
        due = making.PlansDue(subject_id=district, district_id=district)
        await making.make_tasks(session, due, tomorrow)
    assert len(seen) <= 5, seen
    last = china_date(tomorrow) + timedelta(days=2)
    made = select(func.count()).select_from(PatrolTask).where(PatrolTask.due_on == last)
    assert await session.scalar(made) == 4


async def test_two_workers_and_one_that_dies_make_each_task_once(
    open_parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More plans than one job takes; a worker's transaction breaks off; two go on side by side."""
    monkeypatch.setattr(making, "AT_ONCE", 2)
    app = create_app(settings_for_tests(), open_parts)
    database = open_parts.get(Database)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as client:
        plans = Plans(client, await Cast.found(open_parts))
        for _ in range(5):
            await plans.running(DOOR, BUILDING)
        async with database.sessions() as dying:
            district = await dying.scalar(select(PatrolPlan.district_id).limit(1))
            assert district is not None
            due = making.PlansDue(subject_id=district, district_id=district)
            await making.make_tasks(dying, due, utc_now())
            await dying.flush()
            await dying.rollback()
        hearing = open_parts.get(Registry).hearing
        workers = [Worker(database, hearing) for _ in range(2)]
        # One instant for both: what one leaves to do is due for the other.
        now = utc_now()
        await clocks.make_due(open_parts, "patrol_tasks.ask_for_all")
        await asyncio.gather(*(worker.drain(now) for worker in workers))
        async with database.sessions() as session:
            counted = select(func.count(), func.count(PatrolTask.point_id.distinct()))
            assert (await session.execute(counted)).one() == (30, 10)
