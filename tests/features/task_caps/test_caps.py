"""No grid is given more in a month than its district and subdistrict let it take."""

import asyncio
from typing import Any

from httpx import Response
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.features.task_admission.models import AssignedTask, TaskType
from shequ_api.features.task_caps.models import GridLoad
from shequ_api.features.task_caps.rules import Cap, Load
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.base.living import said
from tests.base.people.asking import appointed, newcomer
from tests.cast import HOME
from tests.features.task_admission.gate import FIRST, LAST, OFFICER, Gate

BUILDING, NEXT = f"{HOME}-c1-b1", f"{HOME}-c1-b2"
DISTRICT, SUBDISTRICT = "510108000000", "510108015000"
SECOND = "second_officer"
WHY = "每个微网格每月外来工作不宜过多"


def place(gate: Gate, code: str) -> str:
    return str(gate.cast.places[code])


async def capped(gate: Gate, who: str, place_id: str, **most: int | None) -> Response:
    body: dict[str, Any] = {"reason": WHY, **most}
    return await gate.ask(who, "PUT", f"/task-caps/{place_id}", json=body)


async def test_what_would_be_too_much_is_refused_and_says_what_fills_it(
    gate: Gate, session: AsyncSession
) -> None:
    await gate.department()
    leaflets = await gate.admitted(title="消防宣传")
    counts = await gate.admitted(title="灭火器清点", estimated_minutes=30)
    answer = await capped(gate, LAST, place(gate, DISTRICT), tasks=2)
    assert answer.status_code == 200, answer.text
    assert (await gate.give(leaflets)).status_code == 201
    assert (await gate.give(counts, BUILDING)).status_code == 201
    over = await gate.give(leaflets)
    assert said(over) == (409, "task_cap_exceeded")
    assert over.json()["grids_over"] == 1
    [grid] = over.json()["grids"]
    assert (grid["micro_grid_name"], grid["would_have"]["tasks"], grid["at_most"]["tasks"]) == (
        "东苑1栋微网格",
        3,
        2,
    )
    filled = [(each["title"], each["tasks"], each["minutes"]) for each in grid["filled_by"]]
    assert filled == [("灭火器清点", 1, 30), ("消防宣传", 1, 15)]
    assert {each["department_name"] for each in grid["filled_by"]} == {"消防救援大队"}
    assert await session.scalar(select(func.count()).select_from(AssignedTask)) == 4
    assert await session.scalar(select(func.max(GridLoad.tasks))) == 2, "nothing of it was booked"
    assert (await gate.give(leaflets, NEXT)).status_code == 201, "another grid has room"


async def test_of_two_the_stricter_holds_and_what_is_given_back_is_free(
    gate: Gate, session: AsyncSession
) -> None:
    await gate.department()
    type_id = await gate.admitted(quotas={"quota_per_grid_month": 9})
    there = select(Place.id).where(Place.code == SUBDISTRICT)
    subdistrict_id = str(await session.scalar(there))
    assert (await capped(gate, LAST, place(gate, DISTRICT), minutes=60)).status_code == 200
    strict = await capped(gate, FIRST, subdistrict_id, minutes=15)
    assert strict.status_code == 200, strict.text
    assert (await gate.give(type_id, BUILDING)).status_code == 201
    assert said(await gate.give(type_id, BUILDING)) == (409, "task_cap_exceeded")
    listed = await gate.items("community_worker", "/task-caps")
    assert {(each["kind"], each["minutes"]) for each in listed} == {
        ("district", 60),
        ("subdistrict", 15),
    }
    await gate.stand(type_id, "suspended")
    (task,) = await gate.items("micro_grid_worker", "/assigned-tasks")
    path = f"/assigned-tasks/{task['id']}/return"
    back = await gate.ask("micro_grid_worker", "POST", path, json={"reason": "已暂停"})
    assert back.status_code == 200, back.text
    await gate.stand(type_id, "admitted")
    assert (await gate.give(type_id, BUILDING)).status_code == 201
    lifted = await gate.ask(FIRST, "DELETE", f"/task-caps/{subdistrict_id}")
    assert lifted.is_success
    assert (await gate.give(type_id, BUILDING)).status_code == 201
    again = await gate.ask(FIRST, "DELETE", f"/task-caps/{subdistrict_id}")
    assert again.status_code == 404


async def test_who_may_say_so_and_of_what(gate: Gate) -> None:
    district_id = place(gate, DISTRICT)
    assert (await capped(gate, FIRST, district_id, tasks=1)).status_code == 404, "it is above them"
    for who in (OFFICER, "community_worker"):
        refused = await capped(gate, who, place(gate, HOME), tasks=1)
        assert said(refused) == (403, "permission_missing")
    assert said(await capped(gate, LAST, place(gate, HOME), tasks=1)) == (
        422,
        "task_cap_place_unfit",
    )
    assert said(await capped(gate, LAST, district_id)) == (422, "task_cap_says_nothing")


def test_none_is_no_limit_and_nought_is_one() -> None:
    assert Cap(None, None).allows(Load(10**6, 10**6))
    assert not Cap(0, None).allows(Load(1, 0))
    assert Cap(3, None).with_another(Cap(5, 60)) == Cap(3, 60)
    assert Cap(None, 9).with_another(Cap(0, None)) == Cap(0, 9)


async def test_two_departments_at_once_never_exceed_it(open_gate: Gate, open_parts: Parts) -> None:
    """Each gives by a type of its own; the quotas of the types would let all of it through."""
    await open_gate.department()
    quotas = {"quota_per_grid_month": 50, "quota_total": 500}
    types = [await open_gate.admitted(title=f"事项{n}", quotas=quotas) for n in range(2)]
    async with open_parts.get(Database).sessions() as session:
        await newcomer(session, open_parts, open_gate.cast, SECOND, "13900009001")
    office = {"role": "department_officer", "place_id": place(open_gate, DISTRICT), "grid_id": None}
    made = await appointed(open_gate.client, open_gate.cast, "13900009001", by=LAST, **office)
    assert made.status_code == 201, made.text
    await open_gate.department("应急管理局", SECOND)
    theirs = [await open_gate.admitted(SECOND, title=f"事项{n}", quotas=quotas) for n in range(2)]
    await capped(open_gate, LAST, place(open_gate, DISTRICT), tasks=5)
    calls = [
        open_gate.give(type_id, at, who)
        for who, of_one in ((OFFICER, types), (SECOND, theirs))
        for type_id in of_one
        for at in (HOME, BUILDING, HOME, NEXT)
    ]
    answers = await asyncio.gather(*calls)
    assert {answer.status_code for answer in answers} == {201, 409}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {
        "task_cap_exceeded"
    }
    async with open_parts.get(Database).sessions() as session:
        per_grid = select(AssignedTask.made_grid_id, func.count().label("n"))
        rows = await session.execute(per_grid.group_by(AssignedTask.made_grid_id))
        counted = {row.made_grid_id: row.n for row in rows}
        booked = {
            each.micro_grid_id: each.tasks for each in await session.scalars(select(GridLoad))
        }
        used = await session.scalar(select(func.sum(TaskType.used_total)))
    assert counted == booked
    assert max(counted.values()) == 5
    assert used == sum(counted.values())
