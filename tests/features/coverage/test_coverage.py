"""Where nobody has gone for a while."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.coverage.models import Coverage
from shequ_api.features.coverage.rules import NEVER, visited_on
from shequ_api.features.coverage.service import note_visit, take_up
from shequ_api.kit.clock import china_date, utc_now
from tests.base.people.asking import as_day, day
from tests.cast import HOME, Cast
from tests.clocks import Work
from tests.features.patrol_plans.planned import (
    BUILDING,
    DOOR,
    DOOR_ABOVE,
    NEXT_BUILDING,
    PLANNER,
    Plans,
)

M01, M02, M03 = (f"{HOME}-m0{number}" for number in (1, 2, 3))


@pytest.fixture
async def plans(client: AsyncClient, cast: Cast, session: AsyncSession) -> Plans:
    """The cast's places, taken up."""
    await take_up(session, utc_now())
    await session.commit()
    return Plans(client, cast)


async def unvisited(plans: Plans, who: str = PLANNER, **query: Any) -> dict[str, str | None]:
    lines = (await plans.got(who, "/unvisited-places", limit=100, **query))["items"]
    return {line["place_id"]: line["last_visited_on"] for line in lines}


async def visited(session: AsyncSession, plans: Plans, codes: Sequence[str], on: str) -> None:
    places = [plans.cast.places[code] for code in codes]
    there = update(Coverage).where(Coverage.place_id.in_(places))
    await session.execute(there.values(last_visited_on=as_day(on)))
    await session.commit()


async def test_the_longest_unvisited_come_first_and_the_days_count(
    plans: Plans, session: AsyncSession
) -> None:
    await visited(session, plans, [DOOR], day(-30))
    await visited(session, plans, [DOOR_ABOVE], day(-29))
    for who, number in ((PLANNER, 12), ("micro_grid_worker", 4), ("general_grid_worker", 8)):
        assert len(await unvisited(plans, who, days=1)) == number
    mine = await unvisited(plans, "micro_grid_worker", days=30)
    assert list(mine.values()) == [None, None, day(-30)]
    assert plans.id(DOOR_ABOVE) not in mine
    assert len(await unvisited(plans, kind="building", days=1)) == 3


async def test_grids_tell_how_many(plans: Plans, session: AsyncSession) -> None:
    await visited(session, plans, [DOOR, DOOR_ABOVE], day(-10))
    answer = await plans.got("subdistrict_administrator", "/grid-coverage", days=11)
    said = {
        line["micro_grid_id"]: (
            line["places"],
            line["unvisited"],
            line["longest_unvisited_since"],
        )
        for line in answer["items"]
    }
    assert said == {
        plans.id(M01): (4, 2, None),
        plans.id(M02): (4, 4, None),
        plans.id(M03): (4, 4, None),
    }
    only = await plans.got("micro_grid_worker", "/grid-coverage", days=10)
    assert [(line["micro_grid_id"], line["unvisited"]) for line in only["items"]] == [
        (plans.id(M01), 4)
    ]


async def test_forms_check_ins_and_tasks_are_visits(plans: Plans, work: Work) -> None:
    yesterday = (utc_now() - timedelta(days=1)).isoformat()
    await plans.inspected(filled_at=yesterday)
    await plans.inspected(place_id=plans.id(DOOR_ABOVE), filled_at="2026-01-01T08:00:00+08:00")
    await plans.running(NEXT_BUILDING)
    await work()
    [task] = await plans.tasks("next_micro_worker")
    made = await plans.ask(
        PLANNER, "POST", f"/patrol-tasks/{task['id']}/cancellation", json={"note": "不去了"}
    )
    assert made.status_code == 200
    await work()
    doors = await unvisited(plans, days=1)
    assert doors[plans.id(DOOR)] == day(-1)
    # A clock that is a year behind is not believed: it came today.
    assert plans.id(DOOR_ABOVE) not in doors
    assert set((await unvisited(plans, kind="building", days=1)).values()) == {None}


async def test_told_twice_or_late_the_last_visit_stays(plans: Plans, session: AsyncSession) -> None:
    door = plans.cast.places[DOOR]
    for offset in (-3, -20, -3):
        await note_visit(session, door, as_day(day(offset)))
    await session.commit()
    assert (await unvisited(plans, days=1))[str(door)] == day(-3)
    # A place that the clock has not taken up yet, and one that nobody is to visit.
    await session.execute(text("DELETE FROM coverages"))
    await note_visit(session, door, as_day(day(-3)))
    await note_visit(session, plans.cast.places[HOME], as_day(day(-3)))
    await take_up(session, utc_now())
    await take_up(session, utc_now())
    await session.commit()
    doors = await unvisited(plans, days=1)
    assert (len(doors), doors[str(door)]) == (12, day(-3))


async def test_what_is_demolished_is_forgotten_and_what_moves_follows(
    plans: Plans, work: Work, session: AsyncSession
) -> None:
    covered = {"building_ids": [plans.id(NEXT_BUILDING)]}
    answer = await plans.ask(PLANNER, "PUT", f"/grids/{plans.id(M03)}/coverage", json=covered)
    assert answer.status_code == 200, answer.text
    path, body = f"/places/{plans.id(BUILDING)}/demolition", {"reason": "危房拆除"}
    answer = await plans.ask("subdistrict_administrator", "POST", path, json=body)
    assert answer.status_code == 201, answer.text
    await work()
    await take_up(session, utc_now())
    lines = (await plans.got(PLANNER, "/grid-coverage", days=1))["items"]
    assert [(line["micro_grid_id"], line["places"]) for line in lines] == [(plans.id(M03), 8)]
    assert plans.id(DOOR) not in await unvisited(plans, days=1)


async def test_pages_go_through_all(plans: Plans, session: AsyncSession) -> None:
    found: list[str] = []
    cursor = None
    while True:
        query = {"limit": 5, "days": 1} | ({"cursor": cursor} if cursor else {})
        page = await plans.got(PLANNER, "/unvisited-places", **query)
        found += [line["place_id"] for line in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert len(found) == len(set(found)) == 12
    assert {UUID(one) for one in found} <= set(plans.cast.places.values())


def test_the_day_of_a_visit() -> None:
    received = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
    assert visited_on(received - timedelta(days=2), received) == date(2026, 11, 20)
    # Behind midnight in China, where a day begins eight hours before.
    assert visited_on(received, received + timedelta(hours=2)) == date(2026, 11, 22)
    for wrong in (received + timedelta(minutes=1), received - timedelta(days=8)):
        assert visited_on(wrong, received) == china_date(received)
    assert date(2000, 1, 1) > NEVER
