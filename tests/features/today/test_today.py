"""One list of all that somebody has to do today."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.app import create_app
from shequ_api.base.day_work import WorkLine, day_of
from shequ_api.base.registry import Registry
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.today.rules import Urgency, in_order
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.operations import operations_of
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.clocks import Work
from tests.conftest import settings_for_tests
from tests.counting import Queries
from tests.features.patrol_plans.planned import BUILDING, DOOR, NEXT_BUILDING, Plans
from tests.features.visits.arranged import Arranged


class Days(Plans, Arranged):
    """The field with plans and visits."""

    plan_visit = Arranged.plan

    async def visited(self, **more: Any) -> Any:
        answer = await self.send_visit({**self.plan_visit(), **more})
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def send_visit(self, body: dict[str, Any]) -> Any:
        return await self.ask("micro_grid_worker", "POST", "/visits", json=body)

    async def today(self, who: str = "micro_grid_worker") -> dict[str, dict[str, Any]]:
        return {group["key"]: group for group in (await self.got(who, "/today"))["groups"]}


@pytest.fixture
def days(client: AsyncClient, cast: Cast) -> Days:
    return Days(client, cast)


async def _a_morning(days: Days, work: Work) -> None:
    """Something of each kind for the worker of the first micro-grid."""
    await days.running(BUILDING, DOOR, NEXT_BUILDING)
    await work()
    await days.visited()
    ticket = {"service_code": "noise", "text": "楼上装修", "place_id": days.id(DOOR)}
    sent = await days.ask("resident", "POST", "/tickets", json={**ticket, "private": False})
    assert sent.status_code == 201, sent.text
    path = f"/tickets/{sent.json()['id']}"
    taken = await days.ask("community_worker", "POST", f"{path}/acceptance", json={})
    assert taken.status_code == 200
    returned = await days.inspected()
    await days.review(returned["id"], decision="has_issues", note="请补充")
    doubted = days.check_in_body(place_id=days.id(DOOR))
    del doubted["grid_id"]
    doubted["position"] |= {"longitude": 103.5}
    assert (await days.check_in(doubted)).status_code == 201
    claim = {"dwelling_id": days.id(DOOR), "belonging": "tenant", "starts_on": "2026-03-01"}
    claimed = await days.ask("newcomer", "POST", "/me/residencies", json=claim)
    assert claimed.status_code == 201, claimed.text


async def test_all_kinds_stand_in_one_list(days: Days, work: Work) -> None:
    await _a_morning(days, work)
    mine = await days.today()
    assert {
        "patrol_tasks",
        "visits",
        "tickets_waiting",
        "inspections_returned",
        "check_ins_to_explain",
        "residencies_waiting",
    } <= mine.keys()
    assert [line["place_id"] for line in mine["patrol_tasks"]["lines"]] == [
        days.id(BUILDING),
        days.id(DOOR),
    ], "the next building is another grid's"
    elsewhere = await days.today("next_micro_worker")
    assert elsewhere.keys() == {"patrol_tasks"}
    assert [line["place_id"] for line in elsewhere["patrol_tasks"]["lines"]] == [
        days.id(NEXT_BUILDING)
    ]
    assert await days.today("far_community_worker") == {}
    assert (await days.today("resident")).keys() == {"home_visits"}
    assert await days.today("auditor") == {}
    stops = (await days.got("micro_grid_worker", "/today"))["stops"]
    assert [stop["place_id"] for stop in stops] == [days.id(BUILDING), days.id(DOOR)]
    marks = [mark for stop in stops for mark in stop["marks"]]
    shown = [line["mark"] for group in mine.values() for line in group["lines"]]
    assert sorted(marks) == sorted(shown)
    assert len(set(marks)) == len(marks)


async def test_few_statements_however_much_there_is(
    days: Days, work: Work, queries: Queries
) -> None:
    await days.today()
    asked = []
    for morning in (False, True):
        if morning:
            await _a_morning(days, work)
        with queries() as seen:
            await days.got("micro_grid_worker", "/today")
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 4, "who asks, the walls twice, and the list"


async def test_a_phone_that_has_it_loads_nothing(days: Days, work: Work) -> None:
    await _a_morning(days, work)
    who = "micro_grid_worker"
    first = await days.ask(who, "GET", "/today")
    tag = first.headers["etag"]
    again = await days.ask(who, "GET", "/today", dress={"If-None-Match": f'"x", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    other = await days.ask("general_grid_worker", "GET", "/today", dress={"If-None-Match": tag})
    assert other.status_code == 200
    task = (await days.today())["patrol_tasks"]["lines"][0]
    failure = {"reason": "no_access"}
    path = f"/patrol-tasks/{task['parameters']['task_id']}/failure"
    assert (await days.ask(who, "POST", path, json=failure)).status_code == 200
    changed = await days.ask(who, "GET", "/today", dress={"If-None-Match": tag})
    assert changed.status_code == 200


async def test_what_is_new_and_what_is_over(days: Days, work: Work) -> None:
    await _a_morning(days, work)
    who = "micro_grid_worker"
    groups = await days.today()
    marks = [line["mark"] for group in groups.values() for line in group["lines"]]
    task = groups["patrol_tasks"]["lines"][0]
    path = f"/patrol-tasks/{task['id']}/failure"
    await days.ask(who, "POST", path, json={"reason": "no_access"})
    visit = await days.visited(purpose_code="gas")
    answer = await days.ask(who, "POST", "/today/changes", json={"marks": marks})
    said = answer.json()
    assert said["gone"] == [task["mark"]]
    [new] = [line for group in said["groups"] for line in group["lines"]]
    assert new["id"] == visit["id"]
    counts = {group["key"]: group["count"] for group in said["groups"]}
    assert (counts["visits"], counts["patrol_tasks"]) == (2, 1)


async def test_more_than_anybody_does_is_not_counted(
    days: Days, work: Work, session: AsyncSession
) -> None:
    """And what is late stands first, whatever its place."""
    doors = [f"{HOME}-c1-b1-u1-d{floor}0{door}" for floor in (1, 2) for door in (1, 2)]
    for number in range(26):
        await days.running(*doors, title=f"第{number}次巡查")
    await work()
    late = update(PatrolTask).where(PatrolTask.place_id == UUID(days.id(doors[-1])))
    opens = utc_now() - timedelta(hours=9)
    await session.execute(late.values(opens_at=opens, closes_at=utc_now() - timedelta(minutes=1)))
    await session.commit()
    group = (await days.today())["patrol_tasks"]
    assert (group["count"], group["count_text"], len(group["lines"])) == (100, "99+", 60)
    urgencies = [line["urgency"] for line in group["lines"]]
    assert urgencies == sorted(urgencies, key=list(Urgency).index)
    assert urgencies[0] == "overdue"
    assert group["lines"][0]["place_id"] == days.id(doors[-1])
    whole = await days.ask("micro_grid_worker", "GET", "/today")
    assert len(whole.content) < 200_000 * 60 / 100


async def test_every_kind_says_what_to_ask_for(parts: Parts) -> None:
    """So that a client shows and opens a kind that it has never heard of."""
    operations = operations_of(create_app(settings_for_tests(), parts))
    kinds = parts.get(Registry).day_work
    assert len({kind.key for kind in kinds}) == len(kinds) >= 10
    for kind in kinds:
        assert operations.get(kind.operation), kind.key
        path = operations.route_of(kind.operation).path
        assert all(f"{{{name}}}" in path for name in kind.parameters), kind.key
        assert set(kind.parameters.values()) <= set(WorkLine._fields)


def _line(code: str, due_at: datetime | None) -> WorkLine:
    return WorkLine(
        *("k", new_id(), "t", None, None, None, None), due_at, new_id(), f"在{code}", code
    )


def _codes(lines: Iterable[tuple[Any, WorkLine]]) -> list[str]:
    return [line.place_code for _, line in lines]


def test_by_urgency_and_then_as_one_walks() -> None:
    day = day_of(datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
    evening, soon = day.now + timedelta(hours=9), day.now + timedelta(hours=1)
    lines = [
        _line("c-b10-u1-d101", evening),
        _line("c-b2-u1-d1001", evening),
        _line("c-b2-u1-d902", evening),
        _line("c-b9", soon),
        _line("c-b8", None),
        _line("c-b7", day.now),
        _line("c-b1", day.ends_at + timedelta(days=1)),
    ]
    assert _codes(in_order(lines, day.now, day.ends_at)) == [
        *("c-b7", "c-b9", "c-b2-u1-d902", "c-b2-u1-d1001", "c-b10-u1-d101", "c-b1", "c-b8"),
    ]
