"""A task for a whole grid counts the places to which somebody went, whoever did, and no other."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.features.grid_tasks.jobs import look_again
from shequ_api.features.grid_tasks.models import GridGoal, GridTaskVisit
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.patrol_tasks.service.settling import miss_overdue
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.base.living import said
from tests.cast import HOME
from tests.clocks import Work
from tests.features.grid_tasks.whole import DOORS, NEIGHBOUR, NEXT_DOORS, WORKER, Whole
from tests.features.patrols.field import position


async def test_counted_door_by_door_and_done_by_itself(
    whole: Whole, work: Work, session: AsyncSession
) -> None:
    given = await whole.all_doors(work)
    assert (given["grids"], given["tasks"]) == (3, 12)
    assert await whole.counted() == ("ready", 0, 4)
    await whole.visited(DOORS[2], DOORS[0], DOORS[2])
    await whole.visited(NEXT_DOORS[0], who=NEIGHBOUR)
    await work()
    task = await whole.task()
    assert (task["reached"], task["target"], task["closed_at"]) == (2, 4, None)
    assert await whole.remaining(task) == [whole.id(DOORS[1]), whole.id(DOORS[3])]
    (group,) = [
        one for one in (await whole.got(WORKER, "/today"))["groups"] if one["key"] == "patrol_tasks"
    ]
    assert group["lines"][0]["detail"] == "已走访 2/4，还剩 2"
    await whole.visited(DOORS[1], DOORS[3], who="general_grid_worker")
    await work()
    assert await whole.counted() == ("completed", 4, 4)
    far = await whole.how_far(given)
    assert (far["made"], far["reached"], far["target"]) == (3, 5, 12)
    assert (far["completed"], far["ready"]) == (1, 2)
    kept = await session.get_one(PatrolTask, UUID(task["id"]))
    assert kept.closed_by_id == whole.cast.people["general_grid_worker"]
    told = select(func.count()).where(Event.name == "patrol_task_completed")
    assert await session.scalar(told) == 1


async def test_so_many_of_each_and_another_form_counts_for_nothing(
    whole: Whole, work: Work
) -> None:
    await whole.department()
    given = await whole.given(await whole.type_of(), visits_each=2)
    assert given["tasks"] == 6
    await work()
    other = await whole.type_of(form_key="fire_lanes")
    await whole.given(other, f"{HOME}")
    await work()
    await whole.visited(DOORS[3], DOORS[0])
    await work()
    tasks = await whole.items(WORKER, "/me/patrol-tasks")
    counts = {task["form_key"]: (task["state"], task["reached"], task["target"]) for task in tasks}
    assert counts == {"household_safety": ("completed", 2, 2), "fire_lanes": ("ready", 0, 4)}


async def test_what_was_done_before_it_was_made_counts(whole: Whole, work: Work) -> None:
    """This morning, inside the window, before anybody saw the task; and what a phone kept."""
    await whole.visited(DOORS[0])
    await work()
    await whole.all_doors(work)
    assert await whole.counted() == ("ready", 1, 4)


async def test_check_ins_count_where_no_form_is_asked_for(whole: Whole, work: Work) -> None:
    await whole.department()
    await whole.given(await whole.type_of("building", form_key=None))
    await work()
    task = await whole.task()
    assert (task["target"], task["form_key"]) == (1, None)

    async def checked_in(**where: Any) -> str:
        made = new_id()
        body = whole.check_in_body(device_at=utc_now().isoformat(), position=position(), **where)
        answer = await whole.check_in(body, WORKER, made)
        assert answer.status_code == 201, answer.text
        return str(made)

    # At the grid, which lies at the community as the task does: no visit to a building.
    there = await checked_in()
    await work()
    assert await whole.counted() == ("ready", 0, 1)
    path = f"/patrol-tasks/{task['id']}/completion"
    by_hand = await whole.ask(WORKER, "POST", path, json={"check_in_id": there})
    assert said(by_hand) == (409, "grid_task_counts")
    await checked_in(grid_id=None, place_id=whole.id(f"{HOME}-c1-b1"))
    await work()
    assert await whole.counted() == ("completed", 1, 1)


async def _let_pass(session: AsyncSession, days: int) -> None:
    """As if all windows had been so many days ago, of one day each."""
    shift = timedelta(days=days)
    closes = PatrolTask.opens_at - shift + timedelta(days=1)
    shifted = {"opens_at": PatrolTask.opens_at - shift, "closes_at": closes}
    await session.execute(update(PatrolTask).values(**shifted))
    own = select(PatrolTask.closes_at).where(PatrolTask.id == GridGoal.task_id).scalar_subquery()
    await session.execute(update(GridGoal).values(closes_at=own, look_at=own))
    await session.commit()


async def test_at_the_end_it_was_missed_and_keeps_how_far_it_was(
    whole: Whole, work: Work, session: AsyncSession
) -> None:
    """What a phone without signal sends later still counts, and may complete it."""
    await whole.all_doors(work)
    task = await whole.task()
    await _let_pass(session, 3)
    opened = (await session.get_one(PatrolTask, UUID(task["id"]))).opens_at
    inside = (opened + timedelta(hours=10)).isoformat()
    await whole.visited(DOORS[0], DOORS[1], filled_at=inside)
    await miss_overdue(session, utc_now())
    await look_again(session, utc_now())
    await session.commit()
    kept = await session.get_one(PatrolTask, UUID(task["id"]), populate_existing=True)
    assert (kept.state, kept.reached, kept.target) == ("missed", 2, 4)
    assert kept.closed_at == kept.closes_at
    await work()
    late, after = inside, (opened + timedelta(days=1, hours=2)).isoformat()
    await whole.visited(DOORS[2], filled_at=late)
    await whole.visited(DOORS[3], filled_at=after)
    await work()
    await session.refresh(kept)
    assert (kept.state, kept.reached) == ("missed", 3), "after the window is after the window"
    await whole.visited(DOORS[3], filled_at=late)
    await work()
    await session.refresh(kept)
    assert (kept.state, kept.reached, kept.target) == ("completed", 4, 4)


async def test_what_is_taken_back_counts_no_more(
    whole: Whole, work: Work, session: AsyncSession
) -> None:
    """Deleted or rejected; unless another visit shows the same."""
    await whole.all_doors(work)
    first, *others = await whole.visited(*DOORS)
    await work()
    again, *_ = await whole.visited(DOORS[1])
    await work()
    task = await whole.task()
    assert await whole.counted() == ("completed", 4, 4)
    await whole.deleted(others[0])
    await work()
    assert await whole.counted() == ("completed", 4, 4), "the second one shows the same"
    rejected = {"decision": "rejected", "note": "照片不是这一户"}
    assert (await whole.review(first["id"], **rejected)).status_code == 200
    await work()
    open_again = await whole.task()
    assert (open_again["state"], open_again["reached"]) == ("ready", 3)
    assert open_again["reason"] == "evidence_rejected"
    assert await whole.remaining(task) == [whole.id(DOORS[0])]
    await whole.deleted(again)
    await work()
    assert await whole.counted() == ("ready", 2, 4)
    await whole.visited(DOORS[0], DOORS[1])
    await work()
    assert await whole.counted() == ("completed", 4, 4)
    shown = set(await session.scalars(select(GridTaskVisit.evidence_id)))
    assert not shown & {UUID(one["id"]) for one in (first, others[0], again)}


async def test_after_its_window_it_was_missed_after_all(
    whole: Whole, work: Work, session: AsyncSession
) -> None:
    await whole.all_doors(work)
    sent = await whole.visited(*DOORS)
    await work()
    task = await whole.task()
    await _let_pass(session, 9)
    await whole.deleted(sent[3])
    await work()
    await look_again(session, utc_now())
    kept = await session.get_one(PatrolTask, UUID(task["id"]), populate_existing=True)
    assert (kept.state, kept.reached, kept.target) == ("missed", 3, 4)
    assert kept.reason == "evidence_deleted"


async def test_a_worker_says_why_not_and_it_keeps_how_far_it_was(whole: Whole, work: Work) -> None:
    await whole.all_doors(work)
    await whole.visited(DOORS[0])
    await work()
    task = await whole.task()
    path = f"/patrol-tasks/{task['id']}/failure"
    answer = await whole.ask(WORKER, "POST", path, json={"reason": "no_access"})
    assert answer.status_code == 200, answer.text
    await whole.visited(DOORS[1])
    await work()
    again = dict(await whole.got(WORKER, f"/patrol-tasks/{task['id']}"))
    assert (again["state"], again["reached"]) == ("failed", 1)
