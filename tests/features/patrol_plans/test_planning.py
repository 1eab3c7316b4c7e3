"""Drawing up plans, and changing them."""

from typing import Any

import pytest

from tests.cast import NEIGHBOUR
from tests.features.patrol_plans.planned import (
    BUILDING,
    COMPOUND,
    DOOR,
    NEXT_BUILDING,
    PLANNER,
    WEST,
    Plans,
)

MICRO, GENERAL = "510108015017-m01", "510108015017-g01"


async def test_a_plan_is_shown_as_it_was_drawn(plans: Plans) -> None:
    version_id = await plans.version_id()
    routes = [
        {"name": "北线", "points": [{"place_id": plans.id(DOOR)}]},
        {
            "name": "南线",
            "worker_id": str(plans.cast.people["next_micro_worker"]),
            "points": [{"place_id": plans.id(NEXT_BUILDING)}, {"place_id": plans.id(BUILDING)}],
        },
    ]
    plan = await plans.drawn(routes=routes, form_version_id=version_id, opens="08:30")
    assert (plan["state"], plan["edition"], plan["opens"]) == ("draft", 1, "08:30")
    assert plan["form_key"] == "household_safety"
    assert [route["worker_name"] for route in plan["routes"]] == [None, "乙微格"]
    south = [point["place_id"] for point in plan["routes"][1]["points"]]
    assert south == [plans.id(NEXT_BUILDING), plans.id(BUILDING)]
    assert await plans.got("grid_chief", f"/patrol-plans/{plan['id']}") == plan


@pytest.mark.parametrize(
    ("scope", "codes", "bad"),
    [
        (None, (BUILDING, f"{NEIGHBOUR}-c1-b1"), ["/routes/0/points/1"]),
        (MICRO, (DOOR, NEXT_BUILDING), ["/routes/0/points/1"]),
        (GENERAL, (WEST, NEXT_BUILDING), ["/routes/0/points/0"]),
        (GENERAL, (BUILDING, NEXT_BUILDING, COMPOUND), []),
    ],
)
async def test_points_lie_where_the_plan_is_for(
    plans: Plans, scope: str | None, codes: tuple[str, ...], bad: list[str]
) -> None:
    body = plans.plan(*codes) | ({"grid_id": plans.id(scope)} if scope else {})
    answer = await plans.send_plan(body)
    if not bad:
        assert answer.status_code == 201, answer.text
        return
    assert (answer.status_code, answer.json()["code"]) == (422, "patrol_point_unfit")
    assert [fault["pointer"] for fault in answer.json()["errors"]] == bad


async def test_forms_are_filled_in_about_dwellings_and_buildings(plans: Plans) -> None:
    body = plans.plan(COMPOUND, form_version_id=await plans.version_id())
    answer = await plans.send_plan(body)
    assert (answer.status_code, answer.json()["code"]) == (422, "patrol_point_unfit")


async def test_only_grid_workers_of_the_community_are_named(plans: Plans) -> None:
    for member in ("far_resident", "partner", "far_community_worker"):
        body = plans.plan()
        body["routes"][0]["worker_id"] = str(plans.cast.people[member])
        answer = await plans.send_plan(body)
        assert (answer.status_code, answer.json()["code"]) == (422, "patrol_worker_unfit")


@pytest.mark.parametrize(
    "change",
    [
        {"opens": "18:00", "closes": "08:00"},
        {"opens": "24:00"},
        {"closes": "24:30"},
        {"first_on": "2026-12-02", "last_on": "2026-12-01"},
        {"first_on": "9999-12-31"},
        {"recurrence": {"kind": "every", "days": 0}},
        {"recurrence": {"kind": "weekdays", "weekdays": [1, 1]}},
        {"recurrence": {"kind": "monthly", "month_days": [32]}},
        {"recurrence": {"kind": "hourly"}},
        {"routes": []},
        {"routes": [{"name": "空", "points": []}]},
        {"routes": [{"name": "两处", "points": [{}]}]},
    ],
)
async def test_what_makes_no_sense_is_refused(plans: Plans, change: dict[str, Any]) -> None:
    answer = await plans.send_plan(plans.plan() | change)
    assert answer.status_code == 422, answer.text


async def test_a_change_makes_another_edition_for_whoever_read_the_last(plans: Plans) -> None:
    plan = await plans.drawn()
    path = f"/patrol-plans/{plan['id']}"
    tag = (await plans.ask(PLANNER, "GET", path)).headers["ETag"]
    assert (await plans.ask(PLANNER, "PUT", path, json=plans.plan(DOOR))).status_code == 428
    changed = await plans.change(plan, plans.plan(DOOR), tag)
    assert (changed.status_code, changed.json()["edition"]) == (200, 2)
    assert [len(route["points"]) for route in changed.json()["routes"]] == [1]
    assert (await plans.change(plan, plans.plan(), tag)).status_code == 412


async def test_a_plan_runs_once_and_ends_once(plans: Plans) -> None:
    plan = await plans.running()
    path = f"/patrol-plans/{plan['id']}"
    again = await plans.ask(PLANNER, "POST", f"{path}/activation")
    assert (again.status_code, again.json()["code"]) == (409, "patrol_plan_running")
    ended = await plans.ask(PLANNER, "POST", f"{path}/ending")
    assert (ended.status_code, ended.json()["state"]) == (200, "ended")
    for verb in ("activation", "ending"):
        answer = await plans.ask(PLANNER, "POST", f"{path}/{verb}")
        assert (answer.status_code, answer.json()["code"]) == (409, "patrol_plan_over")
    over = await plans.change(plan, plans.plan())
    assert (over.status_code, over.json()["code"]) == (409, "patrol_plan_over")
    listed = await plans.got(PLANNER, "/patrol-plans", state="ended")
    assert [one["id"] for one in listed["items"]] == [plan["id"]]
