"""In whose hands tasks are: the grid's, a deputy's, a cover's, a successor's; and where."""

from typing import Any
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Posting
from shequ_api.features.patrol_tasks.service.handover import would_hang
from shequ_api.kit.clock import utc_now
from tests.base.people.asking import appointed, day, posting_of
from tests.cast import HOME, Cast
from tests.clocks import Work
from tests.features.patrol_plans.planned import (
    BUILDING,
    DOOR,
    NEXT_BUILDING,
    PLANNER,
    WEST,
    Plans,
)

M01, M02, M03 = (f"{HOME}-m0{number}" for number in (1, 2, 3))
STRANGER = "13900000005"


async def named(plans: Plans, who: str, *codes: str) -> dict[str, Any]:
    points = [{"place_id": plans.id(code)} for code in codes]
    route = {"name": "专线", "worker_id": str(plans.cast.people[who]), "points": points}
    return await plans.running(routes=[route])


async def hanging(session: AsyncSession, posting_id: str) -> int:
    posting = await session.get_one(Posting, UUID(posting_id), populate_existing=True)
    return await session.scalar(would_hang(posting, utc_now())) or 0


async def test_a_deputy_sees_and_does_what_the_grid_has(
    plans: Plans, client: AsyncClient, cast: Cast, work: Work, session: AsyncSession
) -> None:
    await plans.running(DOOR)
    await work()
    lead = await posting_of(session, cast, "micro_grid_worker")
    assert await hanging(session, lead) == 3
    answer = await appointed(client, cast, STRANGER, duty="deputy", starts_on=day(0))
    assert answer.status_code == 201, answer.text
    [task] = await plans.tasks("newcomer")
    path = f"/patrol-tasks/{task['id']}/failure"
    answer = await plans.ask("newcomer", "POST", path, json={"reason": "nobody_home"})
    assert answer.status_code == 200, answer.text
    assert await hanging(session, lead) == 0


async def test_a_cover_sees_what_is_the_covered_ones_by_name(
    plans: Plans, cast: Cast, work: Work, session: AsyncSession
) -> None:
    await named(plans, "micro_grid_worker", WEST)
    await work()
    [task] = await plans.tasks()
    assert (task["place_id"], task["assignee_name"]) == (plans.id(WEST), "甲微格")
    posting = await posting_of(session, cast, "micro_grid_worker")
    draft = {"phone": STRANGER, "starts_on": day(0), "ends_on": day(3)}
    answer = await plans.ask(PLANNER, "POST", f"/postings/{posting}/covers", json=draft)
    assert answer.status_code == 201, answer.text
    assert [one["id"] for one in await plans.tasks("newcomer")] == [task["id"]]
    assert (await plans.got("newcomer", f"/patrol-tasks/{task['id']}"))["id"] == task["id"]
    assert await plans.tasks("next_micro_worker") == []


async def test_what_a_leaver_had_by_name_goes_to_the_successor_else_to_the_grid(
    plans: Plans, cast: Cast, work: Work, session: AsyncSession
) -> None:
    await named(plans, "micro_grid_worker", NEXT_BUILDING)
    await named(plans, "next_micro_worker", BUILDING)
    await work()
    leaver = await posting_of(session, cast, "micro_grid_worker")
    heir = await posting_of(session, cast, "next_micro_worker")
    assert await hanging(session, leaver) == 6
    body = {"handed_to_posting_id": heir}
    answer = await plans.ask(PLANNER, "PUT", f"/postings/{leaver}/end", json=body)
    assert answer.status_code == 200, answer.text
    await work()
    mine = {
        task["place_id"]: task["assignee_name"] for task in await plans.tasks("next_micro_worker")
    }
    assert mine == {plans.id(NEXT_BUILDING): "乙微格", plans.id(BUILDING): "乙微格"}
    answer = await plans.ask(PLANNER, "PUT", f"/postings/{heir}/end", json={})
    assert answer.status_code == 200, answer.text
    await work()
    assert {task["assignee_id"] for task in await plans.all_tasks()} == {None}


async def test_who_has_left_is_not_named_again(
    plans: Plans, cast: Cast, work: Work, session: AsyncSession
) -> None:
    plan = await named(plans, "micro_grid_worker", NEXT_BUILDING)
    leaver = await posting_of(session, cast, "micro_grid_worker")
    assert (await plans.ask(PLANNER, "PUT", f"/postings/{leaver}/end", json={})).status_code == 200
    await work()
    tasks = await plans.all_tasks()
    assert [(task["plan_id"], task["assignee_id"]) for task in tasks] == [(plan["id"], None)]
    assert len(await plans.tasks("next_micro_worker")) == 1


async def test_tasks_follow_their_building_into_another_grid(plans: Plans, work: Work) -> None:
    await plans.running(DOOR, NEXT_BUILDING)
    await work()
    path = f"/grids/{plans.id(M03)}/coverage"
    body = {"building_ids": [plans.id(BUILDING)]}
    assert (await plans.ask(PLANNER, "PUT", path, json=body)).status_code == 200
    assert await plans.tasks() == []
    tallies = (await plans.got(PLANNER, "/patrol-tallies"))["items"]
    assert {one["micro_grid_id"]: one["ready"] for one in tallies} == {
        plans.id(M02): 1,
        plans.id(M03): 1,
    }


async def test_what_is_demolished_is_not_visited(plans: Plans, work: Work) -> None:
    await plans.running(DOOR, NEXT_BUILDING)
    await work()
    path, body = f"/places/{plans.id(BUILDING)}/demolition", {"reason": "危房拆除"}
    answer = await plans.ask("subdistrict_administrator", "POST", path, json=body)
    assert answer.status_code == 201, answer.text
    await work()
    states = {task["place_id"]: (task["state"], task["reason"]) for task in await plans.all_tasks()}
    assert states[plans.id(DOOR)] == ("cancelled", "place_ended")
    assert states[plans.id(NEXT_BUILDING)] == ("ready", None)
